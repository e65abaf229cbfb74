from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL, sql

#: Rows of one step of the completion; each step is committed.
BATCH = 500
#: Parameter that says that open rows of a model are still to be completed: the last one done.
PENDING = "egg.history.%s"


class EggHistoryMixin(models.AbstractModel):
    """A model of Odoo whose rows were there before the suite came.

    When Odoo makes a stored column it computes it on all rows there are: with methods shared with the core's own fields
    it would write those too, and with two million journal items it would take hours. Here columns of the suite are made
    and filled by SQL, with a value named in `_get_egg_history` or none at all; what people still work on is completed
    later by a job, in batches.
    """

    _name = "egg.history.mixin"
    _description = "Records from before the Installation"

    # Hooks

    @api.model
    def _get_egg_history(self) -> dict:
        """Return {field: what rows that are there already get when its column is made}.

        A plain value is the same for all rows. An `SQL` is computed from the row itself, whose alias is `old`; of a
        many2many field it is a SELECT of (id of the row, id of the other). Computed fields that are not named stay
        empty, others get their default.
        """
        return {}

    @api.model
    def _get_egg_open_domain(self) -> Domain:
        """Return the domain of the rows that people still work on:
        the job computes what is named in `_get_egg_late_fields` for them.
        """
        return Domain.FALSE

    @api.model
    def _get_egg_late_fields(self) -> list[str]:
        """Return the computed fields of the suite that open rows are completed with where they are empty."""
        return []

    # Columns

    def _auto_init(self):
        # As the core's own models do: a column that is there already is not computed.
        is_core = not self._abstract and self._auto and not self._original_module.startswith("egg_")
        if is_core and sql.table_exists(self.env.cr, self._table):
            self._make_egg_columns()
        return super()._auto_init()

    def _make_egg_columns(self) -> set[str]:
        """Make the columns that are missing; return their names, none when the table is empty."""
        present = sql.table_columns(self.env.cr, self._table)
        own = [field for field in self._fields.values() if field.name.startswith("egg_") and field.store
               and not field.related]
        columns = [field for field in own if field.column_type and field.name not in present]
        relations = [field for field in own if field.type == "many2many"
                     and not sql.table_exists(self.env.cr, field.relation)]
        if not (columns or relations):
            return set()
        history = self._get_egg_history()
        self._add_egg_columns(columns, history)
        for field in relations:
            field.update_db(self, present)
        if not self._table_has_rows():
            return set()
        self._fill_egg_columns(columns, history)
        self._fill_egg_relations(relations, history)
        names = {field.name for field in (*columns, *relations)}
        if names & set(self._get_egg_late_fields()):
            self.pool.post_init(self._note_egg_pending)
        return names

    def _add_egg_columns(self, columns, history):
        """Add the columns; a value that is the same for all rows is given with the column, which rewrites no row."""
        for field in columns:
            value = self._get_egg_constant(field, history)
            if value is None:
                sql.create_column(self.env.cr, self._table, field.name, field.column_type[1], field.string)
                continue
            names = {"table": SQL.identifier(self._table), "column": SQL.identifier(field.name)}
            self.env.cr.execute(SQL(
                "ALTER TABLE %(table)s ADD COLUMN %(column)s %(type)s DEFAULT %(value)s",
                type=SQL(field.column_type[1]), value=value, **names,
            ))
            self.env.cr.execute(SQL("ALTER TABLE %(table)s ALTER COLUMN %(column)s DROP DEFAULT", **names))
            self.env.cr.execute(SQL("COMMENT ON COLUMN %s IS %s", SQL.identifier(self._table, field.name),
                                    field.string))

    def _get_egg_constant(self, field, history):
        """Return the value of a field that all old rows share, as the column takes it, or None."""
        if field.name in history:
            value = None if isinstance(history[field.name], SQL) else history[field.name]
        else:
            value = field.default(self) if field.default and not field.compute else None
        return value if value is None else field.convert_to_column_insert(field.convert_to_write(value, self), self)

    def _fill_egg_columns(self, columns, history):
        """Fill what depends on the row, all columns of the table in one statement."""
        settings = [
            SQL("%s = %s", SQL.identifier(field.name), history[field.name])
            for field in columns if isinstance(history.get(field.name), SQL)
        ]
        if settings:
            self.env.cr.execute(SQL(
                "UPDATE %s AS old SET %s", SQL.identifier(self._table), SQL(", ").join(settings),
            ))

    def _fill_egg_relations(self, relations, history):
        for field in relations:
            if field.name in history:
                self.env.cr.execute(SQL(
                    "INSERT INTO %s (%s, %s) %s", SQL.identifier(field.relation), SQL.identifier(field.column1),
                    SQL.identifier(field.column2), history[field.name],
                ))

    # Completion of what is still open

    def _note_egg_pending(self):
        # sudo: a mark of the program for itself
        self.env["ir.config_parameter"].sudo().set_param(PENDING % self._name, "0")

    @api.model
    def _cron_complete_egg_history(self):
        """Compute what open documents from before the installation lack, in batches;
        when all is done it costs one read.
        """
        parameters_sudo = self.env["ir.config_parameter"].sudo()  # the job's own marks
        for mark_sudo in parameters_sudo.search([("key", "=like", PENDING % "%")]):
            model = self.env[mark_sudo.key.removeprefix(PENDING % "")]
            while last_id := model._complete_egg_history(int(mark_sudo.value)):
                mark_sudo.value = str(last_id)
                if not self.env["ir.cron"]._commit_progress(BATCH, remaining=BATCH):
                    return
            mark_sudo.unlink()
            self.env["ir.cron"]._commit_progress(remaining=0)

    @api.model
    def _complete_egg_history(self, last_id: int) -> int | bool:
        """Complete the next batch of open rows.

        :param last_id: the last row that was done
        :returns: the last row of this batch; False when there is none left
        """
        records = self.sudo().with_context(active_test=False)  # sudo: documents of all companies
        records = records.search(self._get_egg_open_domain() & Domain("id", ">", last_id), order="id", limit=BATCH)
        records._add_egg_late_fields()
        records.env.flush_all()
        return records[-1:].id

    def _add_egg_late_fields(self):
        for name in self._get_egg_late_fields():
            self.env.add_to_compute(self._fields[name], self.filtered(lambda record, name=name: not record[name]))

    def _complete_egg_history_now(self):
        """Complete these rows if the job has still to come to them: somebody works with them now."""
        parameters_sudo = self.env["ir.config_parameter"].sudo()  # the job's own mark
        if parameters_sudo.get_param(PENDING % self._name):
            self.sudo()._add_egg_late_fields()  # sudo: what follows from the stages, for whoever works with the rows

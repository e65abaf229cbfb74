import base64

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...core.kinds import KINDS
from ...core.sheet import SheetFault, open_sheet
from ...core.template import make_rows, write_book, write_csv
from ...core.words import plain
from .egg_move_in_line import READY
from .egg_move_in_work_mixin import WORKING


class EggMoveIn(models.Model):
    """A list of another tool on its way into this database: read, checked without a trace, taken over in batches, and
    taken back while nothing was built on it.
    """

    _name = "egg.move.in"
    _description = "Import from Another Tool"
    _inherit = [
        "egg.move.in.file.mixin", "egg.move.in.judge.mixin", "egg.move.in.load.mixin", "egg.move.in.undo.mixin",
        "egg.move.in.total.mixin", "egg.move.in.work.mixin", "egg.facts.mixin", "mail.thread"]
    _order = "id desc"
    _check_company_auto = True
    _egg_actors = "account.group_account_manager"

    name = fields.Char(compute="_compute_name")
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one("res.users", "By", required=True, readonly=True, default=lambda self: self.env.user)
    kind = fields.Selection(selection="_get_kinds", string="What", required=True, default="partner")
    file = fields.Binary(attachment=True, help="CSV or XLSX, as the other tool exports it, or our template filled in.")
    file_name = fields.Char()
    state = fields.Selection(
        [("draft", "File"), ("mapped", "Columns"), ("reading", "Being checked"), ("checked", "Checked"),
         ("loading", "Being taken over"), ("done", "Taken over"), ("undoing", "Being taken back"),
         ("undone", "Taken back")], required=True, readonly=True, default="draft", tracking=True, copy=False)
    column_ids = fields.One2many("egg.move.in.column", "import_id", "Columns")
    line_ids = fields.One2many("egg.move.in.line", "import_id", "Lines", readonly=True)
    sheet = fields.Json(readonly=True, copy=False)
    date_order = fields.Selection(
        [("dmy", "Day, month, year"), ("mdy", "Month, day, year"), ("ymd", "Year, month, day")], "Order of dates",
        help="Empty: as the dates of the file say.")
    decimal_mark = fields.Selection([(",", "Comma: 1 234,56"), (".", "Point: 1,234.56")],
                                    help="Empty: as the figures of the file say.")
    notes = fields.Text("Please look", readonly=True, copy=False)
    work_total = fields.Integer("Lines of the file", readonly=True, copy=False)
    work_done = fields.Integer("Lines dealt with", readonly=True, copy=False)
    progress = fields.Float(compute="_compute_progress")
    line_count = fields.Integer("Number of Lines", compute="_compute_line_count")
    ready_count = fields.Integer("Ready", readonly=True, copy=False)
    doubt_count = fields.Integer("To be decided", readonly=True, copy=False)
    error_count = fields.Integer("In error", readonly=True, copy=False)
    there_count = fields.Integer("Already there", readonly=True, copy=False)
    loaded_count = fields.Integer("Lines taken over", readonly=True, copy=False)
    day = fields.Date("Day of the move", required=True, default=fields.Date.context_today,
                      help="Opening items are booked on this day.")
    account_id = fields.Many2one(
        "account.account", "Opening account", check_company=True, domain="[('reconcile', '=', True)]",
        default=lambda self: self._default_account_id(),
        help="The other side of each opening item. The opening balance of your accountant has the customers' total on "
             "this account: both are matched, and nothing stays on it.")
    told_total = fields.Monetary("Total in the former tool",
                                 help="The total of open items that the former tool shows. It is compared to the cent.")
    total_words = fields.Text("Comparison", readonly=True, copy=False)
    template_csv = fields.Binary(compute="_compute_template", compute_sudo=False)
    template_xlsx = fields.Binary(compute="_compute_template", compute_sudo=False)
    report = fields.Binary(compute="_compute_report", compute_sudo=False)

    @api.model
    def _get_kinds(self):
        """The kinds whose addons are installed."""
        return [(code, kind.label) for code, kind in KINDS.items() if self._get_loader_of(code)._is_available()]

    @api.model
    def _get_loader_of(self, code: str):
        return self.env[f"egg.move.in.loader.{code}"]

    def _get_loader(self):
        return self._get_loader_of(self.kind)

    @api.model
    def _default_account_id(self):
        company = self.env.company
        journal = self.env["account.journal"].search([("egg_is_opening", "=", True), ("company_id", "=", company.id)],
                                                     limit=1)
        return journal.default_account_id or self.env["account.account"].search([
            ("company_ids", "in", company.ids), ("reconcile", "=", True), ("account_type", "=", "asset_current"),
            ("code", "=like", "471%")], limit=1)

    @api.depends("kind", "file_name")
    def _compute_name(self):
        labels = dict(self._get_kinds())
        for one in self:
            one.name = " – ".join(filter(None, [labels.get(one.kind, ""), one.file_name]))

    @api.depends("work_done", "work_total")
    def _compute_progress(self):
        for one in self:
            one.progress = 100 * one.work_done / one.work_total if one.work_total else 0

    @api.depends("line_ids")
    def _compute_line_count(self):
        groups = self.env["egg.move.in.line"]._read_group([("import_id", "in", self.ids)], ["import_id"], ["__count"])
        counts = {one.id: count for one, count in groups}
        for one in self:
            one.line_count = counts.get(one.id, 0)

    @api.depends("kind")
    def _compute_template(self):
        for one in self:
            kind = KINDS[one.kind]
            one.template_csv = base64.b64encode(write_csv(make_rows(kind)))
            one.template_xlsx = base64.b64encode(write_book(make_rows(kind), kind.label))

    @api.depends("line_ids.state", "line_ids.words")
    def _compute_report(self):
        for one in self:
            one.report = base64.b64encode(write_csv(one._get_report_rows()))

    def _get_report_rows(self):
        """Yield the report line by line: what is the matter with each, and what it says."""
        columns = KINDS[self.kind].columns
        states = dict(self.env["egg.move.in.line"]._fields["state"]._description_selection(self.env))
        labels = [one.label for one in columns]
        yield [self.env._("Line"), self.env._("State"), self.env._("Explanation"), *labels]
        for lines in self._walk_lines([]):
            for line in lines:
                cells = line.cells or {}
                texts = [cells.get(one.name, "") for one in columns]
                yield [line.number, states[line.state], (line.words or "").replace("\n", " "), *texts]

    @api.constrains("kind")
    def _check_kind(self):
        for one in self:
            if one.kind not in dict(self._get_kinds()):
                raise ValidationError(self.env._("There is no such list: %(kind)s.", kind=one.kind))

    # What people write

    @api.model
    def _get_egg_given_fields(self):
        return super()._get_egg_given_fields() | {
            "kind", "file", "file_name", "company_id", "day", "account_id", "told_total", "date_order", "decimal_mark"}

    def _get_egg_free_fields(self):
        free = super()._get_egg_free_fields()
        if self.state == "draft":
            return free | self._get_egg_given_fields()
        if self.state in ("mapped", "checked"):
            return free | {"column_ids", "day", "account_id", "told_total", "date_order", "decimal_mark"}
        return free | {"told_total"}

    def write(self, vals):
        result = super().write(vals)
        if "told_total" in vals and not self.env.su:
            for one in self.sudo():  # sudo: the comparison follows from the total, which the user may write
                one._compare_total()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_loaded(self):
        if any(one.loaded_count for one in self):
            raise UserError(self.env._("What was taken over is known by its import: take it back before deleting it."))

    # Buttons

    def action_template_csv(self):
        """Download the template of this kind as CSV."""
        return self._download("template_csv", f"{self._get_template_name()}.csv")

    def action_template_xlsx(self):
        """Download the template of this kind as a workbook."""
        return self._download("template_xlsx", f"{self._get_template_name()}.xlsx")

    def action_report(self):
        """Download the report, line by line."""
        return self._download("report", f"{self._get_template_name()}-{self.env._('report')}.csv")

    def _get_template_name(self) -> str:
        return plain(KINDS[self.kind].label).replace(" ", "-")

    def _download(self, field: str, name: str):
        self.ensure_one()
        self._as_egg_actor()
        return {"type": "ir.actions.act_url", "target": "self",
                "url": f"/web/content/{self._name}/{self.id}/{field}?download=true&filename={name}"}

    def action_read(self):
        """Look at the file: its headings, and what each column is.

        :raises UserError: it cannot be read
        """
        self.ensure_one()
        self = self._as_egg_actor()  # noqa: PLW0642
        self._check_open()
        content = base64.b64decode(self.with_context(bin_size=False).file or b"")
        try:
            sheet = open_sheet(content, KINDS[self.kind].headings)
            columns = self._prepare_columns(sheet)
        except SheetFault as fault:
            raise UserError(self._get_fault_words(fault.code)) from fault
        self.line_ids.unlink()
        self.column_ids.unlink()
        self.env["egg.move.in.column"].create(columns)
        self.write({
            "state": "mapped", "notes": self._get_encoding_words(sheet),
            "sheet": {"encoding": sheet.encoding, "separator": sheet.separator, "first": sheet.first,
                      "is_book": sheet.is_book}})
        return True

    def action_check(self):
        """Check each line without a trace (dry run); a long file in the background.

        :raises UserError: a needed column is missing
        """
        self.ensure_one()
        self = self._as_egg_actor()  # noqa: PLW0642
        self._check_open()
        if self.state == "draft":
            self.action_read()
        self._check_columns()
        self._get_lines([]).unlink()
        self.write({"state": "reading", "user_id": self.env.uid, "work_done": 0, "work_total": 0, "notes": False})
        return self._start()

    def action_load(self):
        """Take over all lines that are ready; many in the background."""
        self.ensure_one()
        self = self._as_egg_actor()  # noqa: PLW0642
        self._check_not_working()
        if self.state not in ("checked", "done"):
            raise UserError(self.env._("Check the file first."))
        count = self.env["egg.move.in.line"].search_count([("import_id", "=", self.id), ("state", "in", READY)])
        if not count:
            raise UserError(self.env._("No line is ready to be taken over."))
        if self.kind == "opening" and not self.account_id:
            raise UserError(self.env._("Choose the opening account first."))
        self.write({"state": "loading", "user_id": self.env.uid, "work_done": 0, "work_total": count})
        self.message_post(body=self.env._("Taking over of %(count)s lines started.", count=count))
        return self._start()

    def action_undo(self):
        """Take all of this import back.

        :raises UserError: something was built on it
        """
        self.ensure_one()
        self = self._as_egg_actor()  # noqa: PLW0642
        self._check_not_working()
        if not self.loaded_count:
            raise UserError(self.env._("Nothing of this import was taken over."))
        work = self._prepare_work()
        work._check_not_built()
        self.write({"state": "undoing", "user_id": self.env.uid, "work_done": 0, "work_total": self.loaded_count})
        self.message_post(body=self.env._("Taking back of %(count)s lines started.", count=self.loaded_count))
        return self._start()

    def action_refresh(self):
        """How far the background is."""
        self.check_access("read")
        return True

    def action_lines(self):
        """Open the lines, those that need somebody first."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("egg_move_in.egg_move_in_line_action")
        counts = {"error": self.error_count, "doubt": self.doubt_count, "all": 1}
        wanted = next(name for name, count in counts.items() if count)
        return action | {"domain": [("import_id", "=", self.id)], "context": {f"search_default_{wanted}": 1}}

    # Checks

    def _check_open(self):
        """:raises UserError: the lines are being dealt with, or some were taken over"""
        for one in self:
            if one.state not in ("draft", "mapped", "checked") or one.loaded_count:
                raise UserError(self.env._("This list was taken over: its file and columns stay as they were. Make a "
                                           "new import; what is there already is recognised."))

    def _check_not_working(self):
        """:raises UserError: the background is at it"""
        for one in self:
            if one.state in WORKING:
                raise UserError(self.env._("This list is being dealt with in the background. Please wait."))

    def _check_columns(self):
        chosen = self.column_ids.field_id
        missing = [column.label for column in KINDS[self.kind].columns
                   if column.needed and column.name not in chosen.mapped("name")]
        if missing:
            raise UserError(self.env._("Say which column is: %(columns)s.", columns=", ".join(missing)))
        if len(chosen) < len(self.column_ids.filtered("field_id")):
            raise UserError(self.env._("Two columns are the same: leave one of them out."))

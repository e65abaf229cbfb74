import hashlib
import re
from itertools import product

from odoo import api, models
from odoo.tools import SQL

from ...core.kinds import KINDS
from ...core.words import fold, liken, plain

#: Module of the external ids: they stay when this addon goes, as those of Odoo's own import do.
MODULE = "__egg_move_in__"


class EggMoveInLoader(models.AbstractModel):
    """How one kind of list is checked and taken over. Each kind is an heir of this, named after the kind; an addon adds
    one by its heir and its `Kind`.

    A loader is handed the import as superuser, in its company and in the language of the person who started it: who
    may start it was tested there.
    """

    _name = "egg.move.in.loader"
    _description = "How a List Is Taken Over"

    #: code of the kind
    _egg_kind = ""
    #: model whose records come of it
    _egg_target = ""
    #: whether a doubtful line may be the same as another one, and its record the other's
    _egg_merges = False

    @api.model
    def _get_kind(self):
        return KINDS[self._egg_kind]

    @api.model
    def _is_available(self) -> bool:
        """Whether the addons that it needs are installed."""
        return self._egg_target in self.env

    # Hooks

    @api.model
    def _judge(self, move_in, rows):
        """Hook: look at these rows, whose values are read: note faults, doubts and remarks, and the record that each is
        already (`record_id`).
        """

    @api.model
    def _load(self, move_in, rows):
        """Hook: make or update the records of these rows, and note them (`record_id`, `is_made`, `before`)."""
        raise NotImplementedError

    @api.model
    def _find_built(self, records) -> dict:
        """Hook: {id: why} of the records on which something was built: they are not taken back."""
        return self._find_referred(records)

    @api.model
    def _take_back(self, records):
        """Hook: delete these records, on which nothing was built."""
        records.unlink()

    @api.model
    def _put_back(self, record, before: dict):
        """Hook: make an updated record what it was. Here: empty what was filled in, but what says something else since.

        :raises UserError: that cannot be any more
        """
        values = {name: False for name, value in before.items()
                  if record._fields[name].convert_to_write(record[name], record) == value}
        if values:
            record.write(values)

    @api.model
    def _get_rank(self, row) -> int:
        """Hook: rows with a higher rank are loaded after all others of the file."""
        return 0

    @api.model
    def _get_likeness(self, cells: dict) -> str:
        """Hook: what this line has in common with others that may be the same."""
        return ""

    @api.model
    def _get_amount(self, cells: dict) -> str:
        """Hook: the amount that counts in the total."""
        return ""

    # Records by their external ids

    @api.model
    def _get_xmlid(self, kind: str, company, key: str) -> str:
        """The name of the external id of what a key stands for in a company."""
        mark = hashlib.sha256(key.encode()).hexdigest()[:12]
        return f"{kind}_{company.id}_{re.sub('[^a-z0-9]+', '_', plain(key))[:60]}_{mark}"

    @api.model
    def _find_known(self, kind: str, company, keys) -> dict:
        """{key: id of the record} of what was taken over before under these keys."""
        names = {self._get_xmlid(kind, company, key): key for key in keys if key}
        target = self.env[f"egg.move.in.loader.{kind}"]._egg_target
        if not names or target not in self.env:
            return {}
        rows = self.env.execute_query(SQL(
            "SELECT data.name, data.res_id FROM ir_model_data AS data JOIN %s AS record ON record.id = data.res_id "
            "WHERE data.module = %s AND data.model = %s AND data.name = ANY(%s)",
            SQL.identifier(self.env[target]._table), MODULE, target, list(names)))
        return {names[name]: number for name, number in rows}

    @api.model
    def _remember(self, move_in, keys: dict):
        """Give these records their external ids.

        :param keys: {key: id}
        """
        records = {key: self.env[self._egg_target].browse(number) for key, number in keys.items()}
        self.env["ir.model.data"]._update_xmlids([
            {"xml_id": f"{MODULE}.{self._get_xmlid(self._egg_kind, move_in.company_id, key)}", "record": record,
             "noupdate": True} for key, record in records.items()])

    # What several kinds refer to

    @api.model
    def _find_customers(self, move_in, rows) -> None:
        """Note the customer of each row (`values["partner"]`): by the code of the tool used before, by our reference,
        by its name, or by the only name that is spelt alike.
        """
        asked = {fold(row.text("customer")): row.text("customer") for row in rows if row.text("customer")}
        found = self._find_known("partner", move_in.company_id, asked)
        found |= self._find_partners("ref", asked, found, move_in) | found
        found |= self._find_partners("name", asked, found, move_in) | found
        alike = self._find_alike(asked, found, move_in)
        found |= alike | found
        for row in rows:
            number = found.get(fold(row.text("customer")))
            row.values["partner"] = self.env["res.partner"].browse(number or [])
            if fold(row.text("customer")) in alike:
                row.remarks.append(self.env._("Taken for the customer “%(name)s”.",
                                              name=row.values["partner"].display_name))
            if row.text("customer") and not number:
                row.faults.append(self.env._(
                    "The customer “%(name)s” is not known: take over the customers first, or correct the code.",
                    name=row.text("customer")))

    @api.model
    def _find_partners(self, name: str, asked: dict, found: dict, move_in) -> dict:
        """{folded text: id} of customers by the exact words of a field, each the only one with them."""
        texts = [text for key, text in asked.items() if key not in found]
        if not texts:
            return {}
        groups = self.env["res.partner"]._read_group(
            [(name, "in", texts), ("company_id", "in", (False, move_in.company_id.id))], [name],
            ["id:min", "__count"])
        return {fold(text): number for text, number, count in groups if count == 1}

    @api.model
    def _find_alike(self, asked: dict, found: dict, move_in) -> dict:
        likes = {}
        for key, text in asked.items():
            if key not in found and liken(text):
                likes.setdefault(liken(text), key)
        known = self._get_alike(move_in, likes)
        return {likes[like]: numbers[0] for like, numbers in known.items() if len(numbers) == 1}

    @api.model
    def _get_alike(self, move_in, likes) -> dict:
        """{likeness: [ids]} of the customers whose names are like these."""
        likes, found = set(likes), {}
        if not likes:
            return {}
        words = {max(like.split(), key=len) for like in likes}
        # A word of each is in the name, however it is spelt around it; PostgreSQL knows no accents everywhere.
        rows = self.env.execute_query(SQL(
            "SELECT id, name FROM res_partner WHERE active AND (company_id IS NULL OR company_id = %s) AND name IS NOT "
            "NULL", move_in.company_id.id)) if words else []
        for number, name in rows:
            if (like := liken(name)) in likes:
                found.setdefault(like, []).append(number)
        return found

    @api.model
    def _find_openings(self, move_in, rows) -> None:
        """Note the opening item of each row (`values["move"]`) by its former number."""
        known = self._find_known("opening", move_in.company_id, {fold(row.text("number")) for row in rows})
        for row in rows:
            number = known.get(fold(row.text("number")))
            row.values["move"] = self.env["account.move"].browse(number or [])
            if row.text("number") and not number:
                row.faults.append(self.env._(
                    "The invoice “%(number)s” is not known: take over the open invoices first.",
                    number=row.text("number")))

    @api.model
    def _find_modes(self, rows, column="mode") -> None:
        """Note the payment mode of each row by its name in any language; one that is not known is a remark."""
        modes = {}
        for mode in self.env["egg.payment.mode"].search([("active", "=", True)]):
            for code, _label in self.env["res.lang"].get_installed():
                modes.setdefault(plain(mode.with_context(lang=code).name), mode)
        for row in rows:
            text = row.text(column)
            row.values[column] = modes.get(plain(text), self.env["egg.payment.mode"])
            if text and not row.values[column]:
                row.remarks.append(self.env._("The payment mode “%(name)s” is not known: left empty.", name=text))

    @api.model
    def _find_taxes(self, move_in, rows, *columns) -> None:
        """Note the sales tax of each rate (`values[column + "_tax"]`): the company's own one first, tax-excluded."""
        taxes = self.env["account.tax"].search([
            ("company_id", "=", move_in.company_id.id), ("type_tax_use", "=", "sale"), ("amount_type", "=", "percent"),
            ("price_include", "=", False)])
        by_rate = {}
        for tax in move_in.company_id.account_sale_tax_id.filtered(lambda one: not one.price_include) | taxes:
            by_rate.setdefault(round(tax.amount, 4), tax)
        for row, column in product(rows, columns):
            rate = row.values.get(column)
            if rate and 0 < rate < 1 and round(float(rate), 4) not in by_rate:
                rate = rate * 100  # a workbook keeps 20 % as 0.2
            row.values[f"{column}_tax"] = by_rate.get(round(float(rate), 4)) if rate is not None else None
            if rate and not row.values[f"{column}_tax"]:
                row.faults.append(self.env._("There is no sales tax of %(rate)s %% here.", rate=f"{rate:f}"))

    @api.model
    def _find_products(self, move_in, texts) -> dict:
        """{folded code: product} by the code of the tool used before, or by our reference."""
        keys = {fold(text): text for text in texts if text}
        known = self._find_known("product", move_in.company_id, keys)
        found = {key: self.env["product.template"].browse(number).product_variant_id for key, number in known.items()}
        missing = [text for key, text in keys.items() if key not in found]
        for one in self.env["product.product"].search([("default_code", "in", missing)]):
            found.setdefault(fold(one.default_code), one)
        return found

    @api.model
    def _find_users(self, move_in, rows) -> None:
        """Note who it is about (`values["user"]`): by e-mail, login or name; else whoever imports."""
        users = {}
        for user in self.env["res.users"].search([("company_ids", "in", move_in.company_id.ids)]):
            for text in filter(None, (user.login, user.email, user.name)):
                users.setdefault(fold(text), user)
        for row in rows:
            found = users.get(fold(row.text("user")))
            row.values["user"] = found or move_in.user_id
            if row.text("user") and not found:
                row.remarks.append(self.env._("Nobody here is “%(name)s”: it is yours.", name=row.text("user")))

    # What was built on a record

    @api.model
    def _find_referred(self, records, rules="ar") -> dict:
        """{id: why} of the records that rows of other tables need.

        :param rules: what becomes of those rows, as PostgreSQL notes it: they hold the record (a, r), go with it (c),
            or forget it (n)
        """
        found = {}
        for table, column in self._get_referring(records._table, rules):
            rows = self.env.execute_query(SQL(
                "SELECT DISTINCT %s FROM %s WHERE %s = ANY(%s)", SQL.identifier(column), SQL.identifier(table),
                SQL.identifier(column), records.ids))
            for (number,) in rows:
                found.setdefault(number, self._get_use_words(table))
        return found

    @api.model
    def _get_use_words(self, table: str) -> str:
        model = self.env["ir.model"].search([("model", "=", table.replace("_", "."))], limit=1)
        if not model:
            return self.env._("it is used elsewhere")
        return self.env._("it is used elsewhere (%(table)s)", table=model.name)

    @api.model
    def _get_referring(self, table: str, rules="ar") -> list:
        """[(table, column)] of other tables whose rows have a say when a record of this table goes."""
        return self.env.execute_query(SQL("""
            SELECT source.relname, attribute.attname
              FROM pg_constraint AS con
              JOIN pg_class AS source ON source.oid = con.conrelid
              JOIN pg_attribute AS attribute ON attribute.attrelid = con.conrelid AND attribute.attnum = con.conkey[1]
             WHERE con.contype = 'f' AND con.confdeltype = ANY(%s) AND con.confrelid = %s::regclass
               AND con.conrelid <> con.confrelid""", list(rules), table))

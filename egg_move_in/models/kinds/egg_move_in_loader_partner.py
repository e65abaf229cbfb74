import re

from odoo import api, models
from odoo.tools import SQL

from ...core.words import fold, liken, plain

#: Columns that are fields of the customer, as they stand.
_PLAIN = {"name": "name", "street": "street", "street2": "street2", "zip": "zip", "city": "city", "email": "email",
          "phone": "phone", "registry": "company_registry", "vat": "vat", "comment": "comment", "code": "ref"}


class EggMoveInLoaderPartner(models.AbstractModel):
    """Customers and their contacts. A name that is spelt like another one is put before a person: the same, or not."""

    _name = "egg.move.in.loader.partner"
    _description = "How Customers Are Taken Over"
    _inherit = "egg.move.in.loader"

    _egg_kind = "partner"
    _egg_target = "res.partner"
    _egg_merges = True

    @api.model
    def _get_likeness(self, cells):
        return "" if cells.get("parent") else liken(cells.get("name", ""))

    @api.model
    def _get_rank(self, row):
        return 1 if row.text("parent") else 0

    @api.model
    def _judge(self, move_in, rows):
        known = self._find_known("partner", move_in.company_id, {row.line.key for row in rows})
        for row in rows:
            row.record_id = known.get(row.line.key, 0)
        fresh = [row for row in rows if not row.record_id and row.line.likeness]
        self._judge_twins(move_in, fresh)
        self._judge_countries(rows)
        self._judge_figures(rows)
        self._judge_parents(move_in, [row for row in rows if row.text("parent")])

    @api.model
    def _judge_figures(self, rows):
        """A spreadsheet eats the zero in front of a postal code or a telephone number in France."""
        for row in rows:
            if row.values["country"] and self.env["res.country"].browse(row.values["country"]).code != "FR":
                continue
            for name, digits in (("zip", "[0-9]{4}"), ("phone", "[1-9][0-9]{8}")):
                if re.fullmatch(digits, row.text(name)):
                    row.values[name] = f"0{row.text(name)}"
                    row.remarks.append(self.env._("%(text)s: the 0 in front was lost, it is put back.",
                                                  text=row.text(name)))

    @api.model
    def _find_built(self, records):
        """A contact, an account, an event or a message since would go with the customer, or be left alone."""
        return self._find_referred(records, "arcn") | {
            parent: self.env._("it has a contact of its own") for parent in self._find_other_parents(records)}

    @api.model
    def _find_other_parents(self, records) -> list:
        """Ids of these that have contacts which another import, or nobody's, made."""
        return [number for (number,) in self.env.execute_query(SQL("""
            SELECT DISTINCT contact.parent_id FROM res_partner AS contact
             WHERE contact.parent_id = ANY(%s) AND NOT EXISTS (
                   SELECT FROM egg_move_in_line AS mine
                     JOIN egg_move_in_line AS other ON other.import_id = mine.import_id
                     JOIN egg_move_in AS import ON import.id = mine.import_id AND import.kind = 'partner'
                    WHERE mine.res_id = contact.id AND mine.is_made AND other.res_id = contact.parent_id
                      AND other.is_made)""", records.ids))]

    @api.model
    def _judge_twins(self, move_in, rows):
        """The same customer may be there under another spelling, or stand further up in the file."""
        ours = self._get_alike(move_in, {row.line.likeness for row in rows})
        above = move_in._get_first_lines("likeness", {row.line.likeness for row in rows})
        for row in rows:
            first = above.get(row.line.likeness)
            if first and first.number < row.line.number:
                row.twin_line = first
                row.doubts.append(self.env._("Perhaps the same as “%(name)s” in line %(number)s.", number=first.number,
                                             name=first.title))
            elif numbers := ours.get(row.line.likeness):
                row.twin_id = numbers[0]
                row.doubts.append(self.env._("Perhaps the same as the customer “%(name)s”, who is here already.",
                                             name=self.env["res.partner"].browse(numbers[0]).display_name))

    @api.model
    def _judge_countries(self, rows):
        countries = self._get_countries() if any(row.text("country") for row in rows) else {}
        for row in rows:
            row.values["country"] = countries.get(plain(row.text("country")), 0)
            if row.text("country") and not row.values["country"]:
                row.remarks.append(self.env._("The country “%(name)s” is not known: left empty.",
                                              name=row.text("country")))

    @api.model
    def _get_countries(self) -> dict:
        found = {}
        for code in {"fr_FR", "en_US", self.env.lang or "en_US"}:
            for country in self.env["res.country"].with_context(lang=code).search([("code", "!=", False)]):
                found |= {plain(country.name): country.id, plain(country.code): country.id}
        return found

    @api.model
    def _judge_parents(self, move_in, rows):
        if not rows:
            return
        asked = {fold(row.text("parent")) for row in rows}
        known = self._find_known("partner", move_in.company_id, asked)
        here = move_in._get_first_lines("key", asked)
        for row in rows:
            if fold(row.text("parent")) not in known | here:
                row.faults.append(self.env._("The customer “%(name)s” of this contact is not known.",
                                             name=row.text("parent")))

    @api.model
    def _load(self, move_in, rows):
        parents = self._find_known("partner", move_in.company_id, {fold(row.text("parent")) for row in rows})
        for row in rows:
            row.values["parent"] = parents.get(fold(row.text("parent")), 0)
        fresh = [row for row in rows if not row.record_id]
        made = self.env["res.partner"].with_context(no_vat_validation=True, tracking_disable=True).create(
            [self._prepare_values(row) for row in fresh])
        for row, partner in zip(fresh, made, strict=True):
            row.record_id, row.is_made = partner.id, True
        for row in rows:
            if not row.is_made:
                self._update(row)

    @api.model
    def _prepare_values(self, row) -> dict:
        values = {field: row.values[column] for column, field in _PLAIN.items() if row.values.get(column)}
        is_company = row.values.get("is_company")
        parent = row.values["parent"]
        # A firm's own number of VAT or SIRET is checked by the mentions of the law, not here: nothing is lost.
        return values | {
            "parent_id": parent, "country_id": row.values.get("country") or False,
            "is_company": not parent if is_company is None else is_company, "customer_rank": 0 if parent else 1}

    @api.model
    def _update(self, row):
        """What the file says and the customer lacks is filled in; what he says already stays."""
        partner = self.env["res.partner"].browse(row.record_id)
        values = {name: value for name, value in self._prepare_values(row).items()
                  if value and not partner[name] and name not in ("is_company", "customer_rank", "parent_id")}
        if values:
            partner.with_context(no_vat_validation=True).write(values)
            row.before = {name: partner._fields[name].convert_to_write(partner[name], partner) for name in values}

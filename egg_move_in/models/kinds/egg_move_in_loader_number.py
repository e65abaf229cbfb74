from datetime import date

from odoo import api, models
from odoo.exceptions import UserError

from ...core.series import read_series
from ...core.words import plain

#: What a document is called in the list: the kind of invoice, or the code of the series.
_DOCUMENTS = {
    "facture": "out_invoice", "factures": "out_invoice", "avoir": "out_refund", "avoirs": "out_refund",
    "devis": "egg.sale.quote", "commande": "egg.sale.order", "commandes": "egg.sale.order",
    "mandat": "egg.debit.mandate", "mandats": "egg.debit.mandate", "rum": "egg.debit.mandate"}


class EggMoveInLoaderNumber(models.AbstractModel):
    """The numbers go on where the tool used before stopped: its last number of each series."""

    _name = "egg.move.in.loader.number"
    _description = "How the Next Numbers Are Taken Over"
    _inherit = "egg.move.in.loader"

    _egg_kind = "number"
    _egg_target = "ir.sequence"

    @api.model
    def _judge(self, move_in, rows):
        for row in rows:
            code = _DOCUMENTS.get(plain(row.text("document")))
            row.values["series"] = series = read_series(row.text("last"), move_in.day.year)
            row.values["code"] = code = self._get_code(move_in, code) if code else None
            if row.text("document") and not code:
                row.faults.append(self.env._("There is no series of “%(name)s” here. Known: %(known)s.",
                                             name=row.text("document"), known="Facture, Avoir, Devis, Commande, RUM"))
            if row.text("last") and not series:
                row.faults.append(self.env._("“%(number)s” does not end with figures: what comes next is not known.",
                                             number=row.text("last")))
            if code and series:
                self._judge_series(move_in, row)

    @api.model
    def _judge_series(self, move_in, row):
        sequence = self._find_sequence(move_in, row.values["code"])
        row.record_id = sequence.id
        row.is_there = bool(sequence) and self._get_state(sequence, move_in.day.year) == self._get_wanted(row)
        is_invoice = row.values["code"].startswith("egg.former.")
        if not row.is_there and is_invoice and self._is_issued(move_in, row.values["code"]):
            row.faults.append(self.env._("Documents of this series were issued here already: it goes on from theirs."))
        if not is_invoice and not sequence:
            row.faults.append(self.env._("This series is not there: its addon, or this company's choice, is missing."))
        if not row.faults:
            row.remarks.append(self.env._("The next one is %(number)s.", number=row.values["series"].next))

    # The series

    @api.model
    def _get_code(self, move_in, code: str) -> str:
        """The code of the series that this company uses for such documents; empty when there is none."""
        company = move_in.company_id
        if code.startswith("out_"):
            journal = self._get_journal(company)
            is_refund = code == "out_refund" and journal.refund_sequence
            return journal._get_egg_former_code(is_refund) if journal and is_refund == (code == "out_refund") else ""
        if code.startswith("egg.sale.") and "egg_own_numbers" in company._fields and not company.egg_own_numbers:
            return "sale.order"
        return code

    @api.model
    def _get_journal(self, company):
        return self.env["account.journal"].search([
            ("company_id", "=", company.id), ("type", "=", "sale"), ("egg_is_opening", "=", False)], limit=1)

    @api.model
    def _find_sequence(self, move_in, code: str):
        return self.env["ir.sequence"].search([
            ("code", "=", code), ("company_id", "in", (move_in.company_id.id, False))], order="company_id", limit=1)

    @api.model
    def _is_issued(self, move_in, code: str) -> bool:
        return self._has_issued(self._get_journal(move_in.company_id), code)

    @api.model
    def _get_wanted(self, row) -> dict:
        """What the series says once it is taken over."""
        series = row.values["series"]
        prefix = series.prefix
        is_yearly = series.is_yearly and not row.values["code"].startswith("egg.former.")
        if is_yearly:
            prefix = prefix.replace(str(row.line.import_id.day.year), "%(range_year)s")
        return {"prefix": prefix or False, "suffix": False, "padding": series.padding, "use_date_range": is_yearly,
                "next": series.last + 1}

    @api.model
    def _get_state(self, sequence, year: int) -> dict:
        """What a series says, and which number comes next."""
        state = {name: sequence[name] for name in ("prefix", "suffix", "padding", "use_date_range")}
        counter = self._get_counter(sequence, year) if sequence.use_date_range else sequence
        return state | {"next": counter.number_next_actual or 1}

    @api.model
    def _get_counter(self, sequence, year: int):
        day = date(year, 1, 1)
        return sequence.date_range_ids.filtered(lambda one: one.date_from <= day <= one.date_to)[:1]

    @api.model
    def _set_state(self, sequence, year: int, state: dict):
        sequence.write({name: value for name, value in state.items() if name != "next"})
        counter = sequence
        if sequence.use_date_range:
            counter = self._get_counter(sequence, year) or self.env["ir.sequence.date_range"].create({
                "sequence_id": sequence.id, "date_from": date(year, 1, 1), "date_to": date(year, 12, 31)})
        counter.number_next_actual = state["next"]

    # Taking over and back

    @api.model
    def _load(self, move_in, rows):
        for row in rows:
            sequence = self.env["ir.sequence"].browse(row.record_id or [])
            if not sequence:
                sequence = self._make_sequence(move_in, row)
                row.record_id, row.is_made = sequence.id, True
            else:
                row.before = {"was": self._get_state(sequence, move_in.day.year), "year": move_in.day.year}
            self._set_state(sequence, move_in.day.year, self._get_wanted(row))
            if row.before:
                row.before["became"] = self._get_state(sequence, move_in.day.year)

    @api.model
    def _make_sequence(self, move_in, row):
        return self.env["ir.sequence"].create({
            "name": self.env._("Numbers of the tool used before: %(name)s", name=row.text("document")),
            "code": row.values["code"], "company_id": move_in.company_id.id, "implementation": "no_gap"})

    @api.model
    def _put_back(self, record, before):
        if self._get_state(record, before["year"]) != before["became"]:
            raise UserError(self.env._("Numbers of this series were given since."))
        self._set_state(record, before["year"], before["was"])

    @api.model
    def _find_built(self, records):
        journals = {}
        for journal in self.env["account.journal"].search([("type", "=", "sale"), ("company_id", "in",
                                                                                  records.company_id.ids)]):
            for is_refund in (False, True):
                journals[journal._get_egg_former_code(is_refund)] = journal
        return {one.id: self.env._("a document was issued") for one in records.filtered(
            lambda one: one.code in journals and self._has_issued(journals[one.code], one.code))}

    @api.model
    def _has_issued(self, journal, code: str) -> bool:
        types = ("out_refund",) if code.endswith(".refund") else ("out_invoice", "out_receipt")
        return bool(self.env["account.move"].search_count([
            ("journal_id", "=", journal.id), ("posted_before", "=", True), ("move_type", "in", types)], limit=1))

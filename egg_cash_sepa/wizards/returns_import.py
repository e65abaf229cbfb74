from odoo import models
from odoo.addons.egg_billing.core.bank_file import BankFileFault
from odoo.addons.egg_sepa.core.returns import read_returns
from odoo.exceptions import UserError


class EggCashImport(models.TransientModel):
    """A statement tells of debits that were taken back, too: it is dropped once, and both are done."""

    _inherit = "egg.cash.import"

    def _apply_others(self) -> list:
        """Take back the debits that the statement says the bank took back; what is doubtful is listed for a person."""
        notes = super()._apply_others()
        # sudo: whether there is anything that could come back
        has_sent = self.env["egg.sepa.collection"].sudo().search_count(
            [("company_id", "=", self.company_id.id), ("state", "in", ("sent", "booked"))], limit=1)
        if self.mapping or not has_sent or not self._tells_returns():
            return notes
        form = self.env["egg.sepa.return.import"].with_user(self.create_uid or self.env.user).create(
            {"file": self.with_context(bin_size=False).file, "file_name": self.file_name,
             "company_id": self.company_id.id})
        try:
            with self.env.cr.savepoint():
                form.action_import()
        except UserError as fault:
            return [*notes, str(fault)]
        return notes + self._get_return_notes(form)

    def _tells_returns(self) -> bool:
        """The file is one of a bank that may tell of returns, and does."""
        try:
            return bool(read_returns(self._get_file_content()))
        except BankFileFault:
            return False

    def _get_return_notes(self, form) -> list:
        notes = []
        if form.applied_count:
            notes.append(self.env._("%(count)s debits that the bank took back: their invoices are open again.",
                                    count=form.applied_count))
        if form.open_return_ids:
            notes.append(self.env._("%(count)s returns of debits wait under Returns to look at.",
                                    count=len(form.open_return_ids)))
        return notes

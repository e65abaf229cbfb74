from odoo import models


class AccountPayment(models.Model):
    _inherit = "account.payment"

    def _take_back_egg_debit(self, day, reference: str):
        """Reverse this payment's entry on a day, because a bank took the money back; its due items open again.

        :return: the reversal entry
        """
        self.ensure_one()
        entry, account = self.move_id, self.destination_account_id
        counterpart = entry.line_ids.filtered(lambda line: line.account_id == account)
        counterpart.remove_move_reconcile()
        reversal = entry._reverse_moves([{"date": max(day, entry.date), "ref": reference}])
        reversal.action_post()
        # Posting a reversal settles it against its origin by itself; do it here when it did not.
        open_lines = (counterpart | reversal.line_ids.filtered(lambda line: line.account_id == account)).filtered(
            lambda line: not line.reconciled)
        if open_lines:
            open_lines.reconcile()
        return reversal

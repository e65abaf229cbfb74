from odoo import models


class AccountPayment(models.Model):
    _inherit = "account.payment"

    def _take_back_egg_debit(self, day, reference: str):
        """Reverse this payment's entry on a day, because a bank took the money back; its due items open again.

        The state of the entry decides: one that is not posted counts for nothing, it is cancelled so that nobody posts
        it later; one that was reversed by hand is not reversed again.

        :return: the reversal entry, empty when there was nothing to reverse
        """
        self.ensure_one()
        entry, account = self.move_id, self.destination_account_id
        if entry.state != "posted":
            if entry.state == "draft":
                entry.button_cancel()
            self.state = "canceled"
            return entry.browse()
        counterpart = entry.line_ids.filtered(lambda line: line.account_id == account)
        reversal = entry.reversal_move_ids.filtered(lambda one: one.state == "posted")[:1]
        settled_with = counterpart.matched_debit_ids.debit_move_id | counterpart.matched_credit_ids.credit_move_id
        if reversal and all(counterpart.mapped("reconciled")) and settled_with <= reversal.line_ids:
            return reversal
        counterpart.remove_move_reconcile()
        if not reversal:
            reversal = entry._reverse_moves([{"date": max(day, entry.date), "ref": reference}])
            reversal.action_post()
        # Posting a reversal settles it against its origin by itself; do it here when it did not.
        open_lines = (counterpart | reversal.line_ids.filtered(lambda line: line.account_id == account)).filtered(
            lambda line: not line.reconciled)
        if open_lines:
            open_lines.reconcile()
        return reversal

from odoo import models


class EggSepaCollectionItem(models.Model):
    """A debit that was taken back is two movements of the bank: the money that came in with its collection, and the
    money that went out again. Each waits for its line.
    """

    _inherit = "egg.sepa.collection.item"

    def _reverse_payment(self, day):
        """What Odoo settles between a payment and its reversal stays open on the account of payments under way, unless
        the payment met the bank before: then its reversal alone is open.
        """
        account = self.payment_id.outstanding_account_id
        waiting = self.payment_id.move_id.line_ids.filtered(
            lambda line: line.account_id == account and not line.reconciled)
        reversal = super()._reverse_payment(day)
        if waiting and account.reconcile:
            (waiting | reversal.line_ids.filtered(lambda line: line.account_id == account)).remove_move_reconcile()
        return reversal

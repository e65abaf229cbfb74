from odoo import models
from odoo.addons.egg_billing.models.payment.coming_debit import ComingDebit


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _get_egg_collect_reasons(self) -> dict:
        """Due items that wait in a file for the bank."""
        # Whoever may see the due item may know that it is being collected; the file itself stays private.
        items_sudo = self.env["egg.sepa.collection.item"].sudo().search_fetch(
            [("due_item_id", "in", self.ids), ("state", "=", "pending")], ["due_item_id", "collection_id"])
        return super()._get_egg_collect_reasons() | {
            item.due_item_id.id: self.env._("In the direct-debit file %(name)s, not settled yet.",
                                             name=item.collection_id.name)
            for item in items_sudo
        }

    def _get_egg_collect_days(self) -> dict:
        """The collection date of the file that these due items wait in."""
        # sudo: as above; the day only
        items_sudo = self.env["egg.sepa.collection.item"].sudo().search_fetch(
            [("due_item_id", "in", self.ids), ("state", "=", "pending")], ["due_item_id", "collection_id"])
        return super()._get_egg_collect_days() | {
            item.due_item_id.id: item.collection_id.collect_on for item in items_sudo}

    def _get_egg_coming_debits(self):
        """As the file for the bank has them: what open credits take off is off."""
        # sudo: as above; a customer reads no more than what is debited from his account
        items_sudo = self.env["egg.sepa.collection.item"].sudo().search_fetch(
            [("due_item_id", "in", self.ids), ("state", "=", "pending")],
            ["due_item_id", "collection_id", "amount", "mandate_reference"])
        return super()._get_egg_coming_debits() | {
            item.due_item_id.id: ComingDebit(item.collection_id.collect_on, item.amount, item.mandate_reference)
            for item in items_sudo}

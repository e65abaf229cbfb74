from odoo import models
from odoo.tools import float_repr


class AccountMove(models.Model):
    _inherit = "account.move"

    def button_draft(self):
        self.line_ids._free_egg_left_payments()
        self.line_ids._check_egg_not_paid_online()
        return super().button_draft()

    def button_cancel(self):
        self.line_ids._free_egg_left_payments()
        self.line_ids._check_egg_not_paid_online()
        return super().button_cancel()

    def _has_to_be_paid(self):
        """An invoice is not paid whole on its page while one of its instalments is being paid from a message."""
        return super()._has_to_be_paid() and not self.line_ids._get_egg_paid_online()

    def _get_egg_seen_left(self) -> str:
        """Return what is left of these invoices as a page tells it to the server when the customer pays."""
        return float_repr(sum(self.mapped("amount_residual")), self.currency_id[:1].decimal_places)

    def _get_egg_keeper(self):
        """Return who sees to what a customer did: the invoice's salesperson, else whoever keeps the company's books."""
        # sudo: somebody has to be told
        keepers_sudo = self.env["res.users"].sudo().search(
            [("all_group_ids", "in", self.env.ref("account.group_account_manager").ids), ("share", "=", False),
             ("company_ids", "in", self.company_id.ids)], order="id")
        seller_sudo = self.sudo()._get_egg_seller()  # sudo: as above
        found = (seller_sudo | keepers_sudo).filtered(
            lambda user: user.active and not user.share and self.company_id in user.company_ids)
        return found[:1] or self.env.ref("base.user_root")

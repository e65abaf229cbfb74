from odoo import models


class PaymentToken(models.Model):
    _inherit = "payment.token"

    def _handle_archiving(self):
        """Accounts whose token is gone (other keys, archived) must be declared again."""
        super()._handle_archiving()
        # Called by core with administrator rights, whoever caused it.
        accounts_sudo = self.env["egg.stripe.account"].sudo().with_context(active_test=False).search(
            [("token_id", "in", self.ids)])
        accounts_sudo._forget_declaration()

    def _get_available_tokens(self, providers_ids, partner_id, is_validation=False, **kwargs):
        """Accounts declared by the company are debited by the company only,
        never chosen by a customer on a payment page.
        """
        tokens = super()._get_available_tokens(providers_ids, partner_id, is_validation=is_validation, **kwargs)
        return tokens - tokens._filter_egg_declared()

    def _filter_egg_declared(self):
        """Return those that stand for an account to debit."""
        # A customer on a payment page, or a user without accounting rights, may not see the accounts themselves.
        accounts_sudo = self.env["egg.stripe.account"].sudo().with_context(active_test=False).search(
            [("token_id", "in", self.ids)])
        return self.browse(accounts_sudo.token_id.ids)

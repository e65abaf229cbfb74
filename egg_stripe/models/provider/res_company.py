from odoo import models
from odoo.addons.egg_billing.core.setup_check import SetupCheck


class ResCompany(models.Model):
    _inherit = "res.company"

    def _get_egg_stripe_provider(self):
        """Return the Stripe provider of one company, in the rights of the caller; it may be empty."""
        self.ensure_one()
        # Only administrators read providers; which one a company has is no secret.
        found_sudo = self.env["payment.provider"].sudo().search(
            [("code", "=", "stripe"), ("company_id", "=", self.id)], order="state desc, id", limit=1)
        return found_sudo.with_env(self.env)

    def _make_egg_stripe_provider(self):
        """Return the Stripe provider of one company; make one when there is none."""
        provider = self._get_egg_stripe_provider()
        if provider:
            return provider
        # The one to copy may be of a company that this user does not work for; its keys are not copied.
        model_sudo = self.env["payment.provider"].sudo().search([("code", "=", "stripe")], order="id", limit=1)
        return model_sudo.copy({"company_id": self.id, "state": "disabled"}).with_env(self.env)

    def _get_egg_setup_checks(self) -> list:
        checks = super()._get_egg_setup_checks()
        return [*checks, self._find_egg_setup_stripe()] if self.currency_id.name == "EUR" else checks

    def _find_egg_setup_stripe(self) -> SetupCheck:
        # Whether a key is there may be told, the key not.
        provider_sudo = self._get_egg_stripe_provider().sudo()
        missing = []
        if not provider_sudo.stripe_secret_key or not provider_sudo.stripe_publishable_key:
            missing.append(self.env._("The two keys of Stripe: secret and publishable."))
        if not provider_sudo.stripe_webhook_secret:
            missing.append(self.env._("The webhook secret of Stripe: without it news comes every half hour only."))
        if not provider_sudo.journal_id:
            missing.append(self.env._("The bank journal that takes the payments of Stripe."))
        return SetupCheck(self.env._("Debits by Stripe"), tuple(missing), "egg_billing.egg_settings_action",
                          optional=True)

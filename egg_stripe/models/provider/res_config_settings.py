from odoo import api, fields, models

from ...core.stripe_retry import StripeFault

_KEYS = {"egg_stripe_secret_key": "stripe_secret_key", "egg_stripe_publishable_key": "stripe_publishable_key",
         "egg_stripe_webhook_secret": "stripe_webhook_secret"}


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    # What is kept is never sent to the browser: the fields of the secrets are empty, a hint tells which one is there.
    egg_stripe_secret_key = fields.Char("Secret_key", groups="base.group_system")
    egg_stripe_publishable_key = fields.Char("Publishable_key")
    egg_stripe_webhook_secret = fields.Char("Webhook secret", groups="base.group_system")
    egg_stripe_secret_hint = fields.Char(compute="_compute_egg_stripe_hints")
    egg_stripe_webhook_hint = fields.Char(compute="_compute_egg_stripe_hints")
    egg_stripe_mode = fields.Selection(
        [("off", "Not connected"), ("test", "Test keys"), ("live", "Live")], "Stripe",
        compute="_compute_egg_stripe_hints")
    egg_stripe_webhook_url = fields.Char("Webhook address", compute="_compute_egg_stripe_hints")
    egg_stripe_journal_id = fields.Many2one(
        "account.journal", "Bank journal", domain="[('type', '=', 'bank'), ('company_id', '=', company_id)]",
        help="Journal in which the payments that Stripe collects are booked.")

    @api.depends("company_id")
    def _compute_egg_stripe_hints(self):
        for settings in self:
            provider = settings.company_id._get_egg_stripe_provider()
            secret, hook = provider.stripe_secret_key or "", provider.stripe_webhook_secret or ""
            settings.egg_stripe_secret_hint = f"{secret[:8]}…{secret[-4:]}" if secret else False
            settings.egg_stripe_webhook_hint = f"whsec_…{hook[-4:]}" if hook else False
            settings.egg_stripe_mode = {"enabled": "live", "test": "test"}.get(provider.state, "off")
            settings.egg_stripe_webhook_url = provider._get_stripe_webhook_url() if provider else False

    @api.model
    def get_values(self):
        provider = self.env.company._get_egg_stripe_provider()
        return super().get_values() | {
            "egg_stripe_publishable_key": provider.stripe_publishable_key,
            "egg_stripe_journal_id": provider.journal_id.id}

    def set_values(self):
        super().set_values()
        provider = self.company_id._get_egg_stripe_provider()
        keys = {name: self[field] for field, name in _KEYS.items() if self[field] and self[field] != provider[name]}
        if keys:
            provider = self.company_id._make_egg_stripe_provider()
            provider._set_egg_stripe_keys(**keys)
        if provider and self.egg_stripe_journal_id and provider.journal_id != self.egg_stripe_journal_id:
            provider.journal_id = self.egg_stripe_journal_id
        # Typed secrets do not stay in the form's own table.
        self.write({"egg_stripe_secret_key": False, "egg_stripe_webhook_secret": False})

    def action_egg_stripe_test(self):
        """Try the key that was typed, else the one that is kept. Nothing is saved."""
        self.ensure_one()
        provider = self.company_id._get_egg_stripe_provider()
        typed = "".join((self.egg_stripe_secret_key or "").split())
        gateway = provider._get_egg_stripe_gateway(typed)
        try:
            gateway.call("balance.retrieve")
            account = gateway.call("accounts.retrieve_current")
        except StripeFault as fault:
            silent = self.env._("Stripe does not answer. Please try again in a few minutes.")
            unknown = self.env._("Stripe does not know this secret key: copy it again from Stripe, Developers > API "
                                 "keys. (%(words)s)", words=fault.message)
            return self._tell_egg_stripe("danger", unknown if fault.kind == "key" else fault.message or silent)
        name = (account.get("business_profile") or {}).get("name") or account.get("email") or account.get("id")
        if (account.get("capabilities") or {}).get("sepa_debit_payments") == "active":
            return self._tell_egg_stripe("success",
                                         self.env._("Connected: %(name)s. SEPA debits are enabled.", name=name))
        return self._tell_egg_stripe("warning", self.env._(
            "Connected: %(name)s. SEPA debits are not enabled: switch them on in Stripe, Settings > Payment methods.",
            name=name))

    def _tell_egg_stripe(self, kind, message):
        return {"type": "ir.actions.client", "tag": "display_notification",
                "params": {"type": kind, "title": "Stripe", "message": message, "sticky": True}}

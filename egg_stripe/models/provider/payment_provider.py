from odoo import fields, models
from odoo.exceptions import UserError

from ...core.stripe_debit import LIVE, REASONS
from ...core.stripe_retry import REFUSED, StripeFault
from ...gateway import StripeGateway

_PREFIXES = {"stripe_secret_key": ("sk_", "rk_"), "stripe_publishable_key": ("pk_",),
             "stripe_webhook_secret": ("whsec_",)}


class PaymentProvider(models.Model):
    """The company's Stripe account: core's provider keeps the keys, debits go through the official library."""

    _inherit = "payment.provider"

    egg_stripe_checked_at = fields.Datetime("Events read until", readonly=True, copy=False)

    def write(self, vals):
        if {"state", "stripe_secret_key"} & set(vals):
            for provider in self.filtered(lambda one: one.code == "stripe"):
                provider._check_egg_change(vals)
        result = super().write(vals)
        if vals.get("stripe_secret_key"):
            self._resume_egg_stripe_runs()
        return result

    def _resume_egg_stripe_runs(self):
        """A new key is used at once: runs that were stopped by the old one go on."""
        runs = self.env["egg.stripe.run"].search([("state", "=", "paused"), ("company_id", "in", self.company_id.ids)])
        if runs:
            runs.action_resume()

    def _get_egg_stripe_gateway(self, key: str = "") -> StripeGateway:
        """Return what talks to Stripe for this provider.

        :param key: another secret key than the one that is kept, to try it
        :raises UserError: there is no key
        """
        # Ordinary users debit with a key that they must not read.
        provider_sudo = self.sudo()
        key = key or provider_sudo.stripe_secret_key
        if not key:
            raise UserError(self.env._("Stripe is not set up: fill in its keys in the settings of EGG."))
        # sudo: where tests find Stripe; nobody reads it
        config_sudo = self.env["ir.config_parameter"].sudo()
        return StripeGateway(key, config_sudo.get_param("egg_stripe.test_address") or "")

    def _set_egg_stripe_keys(self, **keys):
        """Keep new keys; those that are empty stay as they are. The mode follows the keys.

        :raises UserError: a key is of another kind, or of another mode than the others; nothing is kept then
        """
        self.ensure_one()
        values = {name: "".join(text.split()) for name, text in keys.items() if text and text.strip()}
        self._check_egg_stripe_keys(values)
        secret = values.get("stripe_secret_key") or self.stripe_secret_key
        if secret and (values.get("stripe_publishable_key") or self.stripe_publishable_key):
            state = "test" if "_test_" in secret else "enabled"
            if state != self.state:
                values["state"] = state
        if values:
            self.write(values)

    def _check_egg_stripe_keys(self, values):
        labels = {"stripe_secret_key": self.env._("secret key"),
                  "stripe_publishable_key": self.env._("publishable key"),
                  "stripe_webhook_secret": self.env._("webhook secret")}
        for name, text in values.items():
            if not text.startswith(_PREFIXES[name]):
                raise UserError(self.env._("This is not a %(what)s of Stripe: it begins with %(prefix)s.",
                                           what=labels[name], prefix=_PREFIXES[name][0]))
        keys = [values.get(name) or self[name] for name in ("stripe_secret_key", "stripe_publishable_key")]
        if all(keys) and len({"_test_" in key for key in keys}) > 1:
            raise UserError(self.env._("One key is for tests and the other is not: copy both from the same screen of "
                                       "Stripe."))

    def _check_egg_change(self, vals):
        """Refuse what would lose debits under way from sight: another mode, no key, or a key of another account."""
        # sudo: who keeps the keys need not see the debits
        provider_sudo = self.sudo()
        state = vals.get("state", provider_sudo.state)
        secret = vals.get("stripe_secret_key", provider_sudo.stripe_secret_key)
        # Without a key, as on a neutralized copy, there is no account at Stripe to lose sight of.
        if not provider_sudo.stripe_secret_key or (state, secret) == (provider_sudo.state,
                                                                      provider_sudo.stripe_secret_key):
            return
        debit_sudo = provider_sudo.env["payment.transaction"].search(
            [("provider_id", "=", self.id), ("egg_debit_state", "in", list(LIVE))], limit=1)
        if not debit_sudo:
            return
        if state != provider_sudo.state or not secret:
            raise UserError(self.env._("Debits are under way: wait until they are settled before you switch Stripe "
                                       "off, or go from test to live keys or back."))
        self._check_egg_same_account(secret, debit_sudo.token_id.provider_ref)

    def _check_egg_same_account(self, secret: str, customer: str):
        """Customers are of one account at Stripe: a key that does not know them is of another one."""
        try:
            self._get_egg_stripe_gateway(secret).call("customers.retrieve", customer)
        except StripeFault as fault:
            if fault.kind == REFUSED and fault.code == "resource_missing":
                raise UserError(self.env._("This key is of another Stripe account: debits are under way in the present "
                                           "one, wait until they are settled.")) from fault
            silent = self.env._("Stripe does not answer. Please try again in a few minutes.")
            raise UserError(fault.message or silent) from fault

    def _get_egg_stripe_reason(self, code: str, message: str = "") -> str:
        """Return why Stripe or a bank refused, in words: ours where we know the code, else Stripe's."""
        texts = {
            "funds": self.env._("Insufficient funds."),
            "closed": self.env._("The account is closed."),
            "blocked": self.env._("The account is blocked."),
            "unauthorised": self.env._("The debtor says that the debit was not authorised."),
            "wrong_account": self.env._("The account number is wrong: check the IBAN."),
            "debtor": self.env._("The debtor refused the debit."),
            "bank": self.env._("The debtor's bank could not make the debit."),
            "holder": self.env._("The name or the address of the holder is wrong."),
            "mandate": self.env._("The mandate is not valid any more: have a new one signed."),
            "duplicate": self.env._("The debit was presented twice."),
            "amount": self.env._("Stripe does not take this amount."),
        }
        return texts.get(REASONS.get(code)) or message or self.env._("Refused by Stripe, reason %(code)s.",
                                                                     code=code or "?")

import re
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize, hash_sign, verify_hash_signed

#: What signs links, beside the database's own secret.
SCOPE = "egg_portal_debit.sign"


class SignLink(NamedTuple):
    """What a link to sign says."""

    contact: int  # to whom it was sent
    company: int
    mandate: int  # the prepared one; 0: none
    made_at: datetime
    until: date


#: The known name of a contact that had none when a customer named it: no holder is known by it.
NAMELESS = "-"


class ResPartner(models.Model):
    """The address under which a customer signs a mandate, and the name by which the firm knows him."""

    _inherit = "res.partner"

    egg_known_name = fields.Char("Name before the customer's change", readonly=True, copy=False,
                                 groups="base.group_user", help="By which a holder of accounts is known: a customer "
                                                                "who renames a contact in the portal makes none known.")

    def write(self, vals):
        """A name that a customer writes in the portal reaches neither what the firm knows nor his accounts."""
        if "name" not in vals:
            return super().write(vals)
        # sudo: nobody of the portal reads accounts or the known name; a customer names contacts that are his
        kept_sudo = self.sudo()
        if not self.env.user.share:
            kept_sudo.filtered("egg_known_name").egg_known_name = False
            return super().write(vals)
        holders = [(account, account.acc_holder_name) for account in kept_sudo.bank_ids]
        for contact in kept_sudo.filtered(lambda one: not one.egg_known_name and one.name != vals["name"]):
            contact.egg_known_name = contact.name or NAMELESS
        done = super().write(vals)
        for account, holder in holders:
            if account.acc_holder_name != holder:
                account.acc_holder_name = holder
        return done

    def action_egg_know_name(self):
        """Take the name that a customer wrote for his: holders of accounts are known by it from now on.

        :raises AccessError: the user is not of billing, or may not write the contact
        :raises UserError: there is no such name
        """
        self.env["egg.debit.mandate"].check_access("create")
        self.check_access("write")
        if not all(self.mapped("egg_known_name")):
            raise UserError(self.env._("The name is the one that you know already."))
        self.sudo().egg_known_name = False  # sudo: the field is written by its own roads only
        return True

    def _get_egg_known_names(self) -> list:
        """Return the names by which the firm knows these contacts, whatever customers wrote since."""
        return [one.egg_known_name or one.name for one in self]

    def _get_egg_mandate_url(self, company) -> str:
        """For texts: nothing where a mandate can be used already."""
        if not self._can_egg_sign_online(company) or self._get_egg_debit_customers(company):
            return super()._get_egg_mandate_url(company)
        return self._make_egg_mandate_url(company)

    def _make_egg_mandate_url(self, company, mandate=None) -> str:
        """Nothing is written: the address itself says who signs, for whom, and until when."""
        self.ensure_one()
        now = fields.Datetime.now()
        until = fields.Date.context_today(self) + timedelta(company.egg_pay_days)
        # sudo: the database's secret is read to sign, never shown
        token = hash_sign(self.env(su=True), SCOPE, [self.id, company.id, mandate.id if mandate else 0,
                                                     int(now.replace(tzinfo=UTC).timestamp()), until.toordinal()])
        return f"{self.get_base_url()}/egg/mandate/{token}"

    @api.model
    def _read_egg_mandate_token(self, token: str) -> SignLink:
        """:raises ValueError: it was cut off, changed, or made up"""
        if not re.fullmatch(r"[\w-]{1,400}", token or "", re.ASCII):
            raise ValueError("token")
        # sudo: the database's secret is read to check, never shown
        found = verify_hash_signed(self.env(su=True), SCOPE, token)
        if not found:
            raise ValueError("signature")
        contact, company, mandate, made, until = found
        made_at = datetime.fromtimestamp(made, UTC).replace(tzinfo=None)
        return SignLink(contact, company, mandate, made_at, date.fromordinal(until))

    def _can_egg_sign_online(self, company) -> bool:
        """Whether the company debits accounts, and the customer has an address that a code can be sent to."""
        return bool(company.egg_debit_creditor_identifier and company.currency_id.name == "EUR"
                    and self._get_egg_sign_address())

    def _get_egg_sign_address(self) -> str:
        """Return the mail address on file: the one that the contact logs in with, which the portal lets nobody change;
        else the contact's own, else the customer's.
        """
        # sudo: which address a code is sent to, whoever asks for the link
        logins = filter(None, map(email_normalize, self.sudo().user_ids.filtered("share").mapped("login")))
        return next(logins, "") or self.email_normalized or self.commercial_partner_id.email_normalized or ""

    def _check_egg_signs_online(self, company):
        """:raises UserError: what is missing"""
        if not company.egg_debit_creditor_identifier or company.currency_id.name != "EUR":
            raise UserError(self.env._("Enter the creditor identifier (ICS) of %(company)s first: a mandate names it.",
                                       company=company.name))
        if not self._get_egg_sign_address():
            raise UserError(self.env._("%(name)s has no e-mail address: the code that confirms the signature is sent "
                                       "there.", name=self.display_name))

    def action_egg_sign_online(self):
        """Write to the customer with the link under which he signs a mandate.

        :raises UserError: something is missing for it
        :raises AccessError: the user is not of billing
        """
        self.ensure_one()
        self.env["egg.debit.mandate"].check_access("create")
        self._check_egg_signs_online(self.env.company)
        return self._open_egg_sign_mail(self, "egg_portal_debit.mail_template_sign")

    def _get_egg_sign_url(self) -> str:
        """For the mail to the customer: the address for the company that writes."""
        return self._make_egg_mandate_url(self.env.company)

    def _open_egg_sign_mail(self, record, template: str):
        """Open the mail that asks to sign, ready to send."""
        return {
            "type": "ir.actions.act_window", "name": self.env._("Have a mandate signed online"),
            "res_model": "mail.compose.message", "view_mode": "form", "views": [(False, "form")], "target": "new",
            "context": {"default_model": record._name, "default_res_ids": record.ids,
                        "default_composition_mode": "comment", "default_template_id": self.env.ref(template).id,
                        "default_partner_ids": self.ids, "force_email": True,
                        "default_email_layout_xmlid": "mail.mail_notification_light"}}

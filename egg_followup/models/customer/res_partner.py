from odoo import fields, models
from odoo.tools.mail import email_normalize_all

#: Reminders are the company's own business.
INTERNAL = "base.group_user"


class ResPartner(models.Model):
    """Whether a customer is reminded, and at which address."""

    _inherit = "res.partner"

    egg_followup_excluded = fields.Boolean(
        "No reminders", company_dependent=True, groups=INTERNAL,
        help="Nothing of this customer is reminded, by whatever run.")
    egg_followup_pause_reason = fields.Char(
        "Reminders paused", company_dependent=True, groups=INTERNAL, copy=False,
        help="Why no reminder is sent for the moment, such as an answer that somebody has to read. Empty: reminders "
             "go on.")
    egg_dead_email = fields.Char(
        "Address that mail came back from", readonly=True, copy=False, groups=INTERNAL,
        help="No reminder is sent to this address any more. Another address, or a mail from it, ends this.")

    def action_egg_followup_resume(self):
        """The answer was read: reminders go on.

        :raises AccessError: the user sends no reminders, or does not see the customer.
        """
        self.check_access("read")
        self.env["egg.followup.send"].check_access("create")
        customers = self.commercial_partner_id.sudo()  # sudo: who sends reminders may not be one who changes contacts
        customers.write({"egg_followup_pause_reason": False})
        customers._message_log_batch({one.id: self.env._("Reminders go on.") for one in customers})

    def _get_egg_left_out_reasons(self, company) -> dict:
        """Return {id: reason in words} of the customers whom this company does not remind."""
        # sudo: these fields are for the team; who sees what a customer owes may know why it waits
        customers_sudo = self.sudo().with_company(company)
        excluded = self.env._("The customer gets no reminders.")
        reasons = {
            one.id: self.env._("Reminders paused: %(reason)s", reason=one.egg_followup_pause_reason)
            for one in customers_sudo if one.egg_followup_pause_reason
        }
        return reasons | dict.fromkeys(customers_sudo.filtered("egg_followup_excluded").ids, excluded)

    def _has_egg_live_email(self) -> bool:
        """Whether mail can be sent to this contact, as far as is known."""
        self.ensure_one()
        partner_sudo = self.sudo()  # sudo: whoever sends reminders may know that an address is dead
        return bool(self.email_normalized and self.email_normalized != partner_sudo.egg_dead_email)

    def _get_egg_email_addresses(self) -> str:
        """Return the addresses that a mail to this contact goes to."""
        return ", ".join(email_normalize_all(self.email))

    def _get_egg_letter_reason(self) -> str:
        """Return why this contact gets a letter though the run sends e-mails."""
        if self.email_normalized:
            return self.env._("Mail to %(address)s came back: print the letter.", address=self.email_normalized)
        return self.env._("No e-mail address: print the letter.")

    def _get_egg_invoice_contacts(self) -> dict:
        """Return {customer id: its contacts of type invoice}, archived ones left out; one read for all."""
        customers = self.commercial_partner_id
        contacts = self.search([("commercial_partner_id", "in", customers.ids), ("type", "=", "invoice"),
                                ("parent_id", "!=", False)], order="id")
        return contacts.grouped(lambda contact: contact.commercial_partner_id.id)

from odoo import models


class EggFollowupTarget(models.AbstractModel):
    """Whom a reminder of an item goes to, and which customers get none."""

    _inherit = "egg.followup.target"

    def _get_egg_recipients(self) -> dict:
        """Return {id: the contact who is reminded of it}: the first who has an e-mail address that works, else the
        first of all, who gets a letter; nobody when all of them are archived.
        """
        documents = self._get_egg_followup_document()
        contacts = documents.partner_id._get_egg_invoice_contacts() if self._egg_followup_address_type else {}
        recipients = {}
        for one in self:
            document = one._get_egg_followup_document()
            own = contacts.get(document.partner_id.commercial_partner_id.id, document.partner_id.browse())
            partners = one._get_egg_addressees(document, own).filtered("active")
            alive = (partner for partner in partners if partner._has_egg_live_email())
            recipients[one.id] = next(alive, partners[:1])
        return recipients

    def _get_egg_addressees(self, document, invoice_contacts):
        """Return whom a reminder may go to, the best first.

        :param invoice_contacts: the customer's contacts of type invoice, when reminders of these items go to them.
        """
        customer = document.partner_id
        if customer in invoice_contacts:
            invoice_contacts = customer
        near = invoice_contacts.filtered(lambda contact: contact.parent_id == customer)
        return near | invoice_contacts | document.egg_contact_id | customer | customer.commercial_partner_id

    def _get_egg_customer_reasons(self) -> dict:
        """Customers who are left out, or who have answered the last reminder."""
        excluded = self.env._("The customer gets no reminders.")
        found = {}
        for company, items in self.grouped("company_id").items():
            for one in items:
                # sudo: these fields of customers are for the team; who sees an item may know why it waits
                customer_sudo = one._get_egg_followup_document().partner_id.commercial_partner_id.sudo()
                customer_sudo = customer_sudo.with_company(company)
                if customer_sudo.egg_followup_excluded:
                    found[one.id] = excluded
                elif customer_sudo.egg_followup_pause_reason:
                    found[one.id] = self.env._("Reminders paused: %(reason)s",
                                               reason=customer_sudo.egg_followup_pause_reason)
        return found

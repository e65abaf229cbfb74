from odoo import models


class EggFollowupTarget(models.AbstractModel):
    """Whom a reminder of an item goes to, and which customers get none."""

    _inherit = "egg.followup.target"

    def _get_egg_recipients(self) -> dict:
        """Return {id: the contact who is reminded of it}: the first who has an e-mail address that works, else the
        first of all, who gets a letter. Archived contacts are nobody; the debtor owes all the same.
        """
        documents = self._get_egg_followup_document()
        contacts = documents.partner_id._get_egg_invoice_contacts() if self._egg_followup_is_claim else {}
        chosen, recipients = {}, {}
        for one in self:
            document = one._get_egg_followup_document()
            key = (document.partner_id, document.egg_contact_id)
            if key not in chosen:
                debtor = document.partner_id.commercial_partner_id
                own = contacts.get(debtor.id, debtor.browse())
                partners = one._get_egg_addressees(document, own).filtered("active") | debtor
                chosen[key] = next((partner for partner in partners if partner._has_egg_live_email()), partners[:1])
            recipients[one.id] = chosen[key]
        return recipients

    def _get_egg_addressees(self, document, invoice_contacts):
        """Return whom a reminder may go to, the best first.

        :param invoice_contacts: the customer's contacts of type invoice, when reminders of these items go to them.
        """
        customer = document.partner_id
        if customer in invoice_contacts:
            invoice_contacts = customer
        near = invoice_contacts.filtered(lambda contact: contact.parent_id == customer)
        return near | invoice_contacts | document.egg_contact_id | customer

    def _get_egg_customer_reasons(self) -> dict:
        """Customers who are left out, or who have answered the last reminder."""
        found = {}
        for company, items in self.grouped("company_id").items():
            debtors = {one.id: one._get_egg_followup_document().partner_id.commercial_partner_id for one in items}
            reasons = items.env["res.partner"].union(*debtors.values())._get_egg_left_out_reasons(company)
            found |= {item: reasons[debtor.id] for item, debtor in debtors.items() if debtor.id in reasons}
        return found

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain


class EggDebitMandate(models.Model):
    _inherit = "egg.debit.mandate"

    def _filter_known_to_bank(self):
        """The bank will know, by a file that is made already, the mandates of its debits too."""
        # Whoever may change a mandate may have its changes told to the bank, without reading the files.
        waiting_sudo = self.env["egg.sepa.collection.item"].sudo()._read_group(
            [("mandate_id", "in", self.ids), ("state", "=", "pending")], ["mandate_id"])
        in_file = {mandate.id for (mandate,) in waiting_sudo}
        return super()._filter_known_to_bank() | self.filtered(lambda mandate: mandate.id in in_file)

    def action_egg_collect(self):
        """Open the form that collects what the customers of these mandates owe.

        :raises UserError: they owe nothing.
        """
        self.check_access("read")
        lines = self.env["account.move.line"]
        items = lines.search(lines._get_egg_due_item_domain() & Domain([
            ("company_id", "=", self.env.company.id),
            ("partner_id.commercial_partner_id", "in", self.partner_id.commercial_partner_id.ids)]))
        if not items:
            raise UserError(self.env._("Nothing is due: there is no open invoice of this customer."))
        return self.env["ir.actions.act_window"]._for_xml_id("egg_sepa.egg_sepa_collect_items_action") | {
            "context": {"active_model": items._name, "active_ids": items.ids}}

    def action_cancel(self):
        """A file that is still to be sent must not hold any of the mandates that are closed."""
        self._as_egg_actor()
        # sudo: whoever may not see a file must not cancel a mandate that stands in it either; only its number is told
        items = self.env["egg.sepa.collection.item"].sudo().search(
            [("mandate_id", "in", self.ids), ("state", "=", "pending"), ("collection_id.state", "=", "ready")], limit=1)
        if items:
            raise UserError(self.env._(
                "The mandate %(number)s is in the file %(name)s, not sent yet: cancel that collection first.",
                number=items.mandate_reference, name=items.collection_id.name))
        return super().action_cancel()

from odoo import fields, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    egg_contact_owner_id = fields.Many2one(related="partner_id.commercial_partner_id", string="Contact's company")

    @property
    def _rec_names_search(self):
        return [*super()._rec_names_search, "egg_title", "egg_quote_number"]

    def _get_egg_margin(self):
        return self.margin, self.amount_untaxed

    def action_egg_agenda(self):
        """Open the calendar on the customer's meetings; the filter can be taken off."""
        return self.partner_id._get_egg_agenda_action()


class AccountMove(models.Model):
    _inherit = "account.move"

    def action_egg_agenda(self):
        """Open the calendar on the customer's meetings; the filter can be taken off."""
        return self.partner_id._get_egg_agenda_action()


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _get_egg_agenda_action(self) -> dict:
        """Return the calendar, with the meetings of this customer's people as a removable filter."""
        action = self.env["ir.actions.act_window"]._for_xml_id("calendar.action_calendar_event")
        customer = self.commercial_partner_id
        return action | {
            "context": {
                "search_default_partner_ids": customer.id,
                "default_partner_ids": [self.env.user.partner_id.id, self.id],
            },
        }

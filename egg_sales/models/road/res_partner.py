from odoo import api, fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    #: Customers read their own contact in the portal; this is said of them to salespeople.
    sale_warn_msg = fields.Text(groups="base.group_user")

    @api.model
    def _get_sale_order_domain_count(self):
        """A deal counts once: as its newest version, or as the order that came of it."""
        return [*super()._get_sale_order_domain_count(), *self.env["sale.order"]._get_egg_deal_domain()]

    def action_egg_sales(self):
        """Show the quotes and orders of this customer: those that are counted."""
        action = self.env["ir.actions.act_window"]._for_xml_id("sale.act_res_partner_2_sale_order")
        return action | {
            "domain": [("partner_id", "child_of", self.ids), *self.env["sale.order"]._get_egg_deal_domain()],
            "context": {"default_partner_id": self.id},
        }

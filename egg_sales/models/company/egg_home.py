from odoo import api, models
from odoo.addons.egg_billing.models.company.egg_home import Waiting
from odoo.fields import Domain


class EggHome(models.TransientModel):
    _inherit = "egg.home"

    @api.model
    def _get_waiting(self):
        quotes = Domain([("egg_kind", "=", "quote"), ("egg_replaced_by_id", "=", False), ("egg_state", "=", "draft"),
                         ("company_id", "in", self.env.companies.ids)])
        return {"quotes": Waiting(self.env._("Quotes to send"), "sale.order", quotes, "egg_sales.egg_quote_action",
                                  "fa-file-text-o"), **super()._get_waiting()}

from odoo import api, fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    egg_own_numbers = fields.Boolean(related="company_id.egg_own_numbers", readonly=False)
    egg_next_numbers = fields.Char("Next numbers", compute="_compute_egg_next_numbers")

    @api.depends("company_id.egg_own_numbers")
    def _compute_egg_next_numbers(self):
        for settings in self:
            quote, order = settings.company_id._get_egg_next_numbers()
            settings.egg_next_numbers = self.env._("Next quote: %(quote)s, next order: %(order)s", quote=quote,
                                                   order=order) \
                if settings.company_id.egg_own_numbers else self.env._("Next quote or order: %(number)s", number=quote)

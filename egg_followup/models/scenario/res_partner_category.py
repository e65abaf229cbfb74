from odoo import api, models


class ResPartnerCategory(models.Model):
    _inherit = "res.partner.category"

    @api.model_create_multi
    def create(self, vals_list):
        tags = super().create(vals_list)
        tags.partner_ids._replan_egg_followup()
        return tags

    def write(self, vals):
        before = self.partner_ids if "partner_ids" in vals else self.env["res.partner"]
        result = super().write(vals)
        if not {"partner_ids", "parent_id"}.isdisjoint(vals):
            (before | self.partner_ids)._replan_egg_followup()
        return result

    def unlink(self):
        customers = self.partner_ids
        result = super().unlink()
        self.env.registry.clear_cache()
        customers._replan_egg_followup()
        return result

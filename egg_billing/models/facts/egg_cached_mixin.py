from odoo import api, models


class EggCachedMixin(models.AbstractModel):
    """A few rows that each document asks for: what is read of them is kept in memory (`tools.ormcache`) until one of
    them changes.
    """

    _name = "egg.cached.mixin"
    _description = "Rows Kept in Memory"

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        self.env.registry.clear_cache()
        return rows

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    egg_public_body = fields.Boolean(
        "Public body", tracking=True,
        help="State, local authority or public establishment: pays late interest at the ECB's rate plus 8 points, "
             "that of the half-year in which it began (code de la commande publique, R2192-31).")

    def _commercial_fields(self):
        return [*super()._commercial_fields(), "egg_public_body"]

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class UomUom(models.Model):
    _inherit = "uom.uom"

    egg_unece_code = fields.Char(
        "Code on electronic invoices", size=3,
        help="Code of this unit in UNECE recommendation 20, for units that Odoo does not know: MON for month, ANN for "
             "year, H87 for piece.",
    )

    @api.constrains("egg_unece_code")
    def _check_egg_unece_code(self):
        for unit in self:
            code = unit.egg_unece_code
            if code and not (code.isalnum() and code.isupper() or code.isdigit()):
                raise ValidationError(self.env._("The code of %(unit)s has two or three capital letters or digits, "
                                                 "such as MON.", unit=unit.name))

    def _has_egg_unece_code(self) -> bool:
        """Whether electronic invoices name this unit: its own code, or one that the core knows."""
        self.ensure_one()
        piece = self.env.ref("uom.product_uom_unit", raise_if_not_found=False)
        if self.egg_unece_code or self == piece:
            return True
        return self.env["account.edi.common"]._get_uom_unece_code(self) != "C62"

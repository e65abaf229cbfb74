from odoo import models


class AccountEdiCommon(models.AbstractModel):
    _inherit = "account.edi.common"

    def _get_uom_unece_code(self, uom):
        return uom.egg_unece_code or super()._get_uom_unece_code(uom)

from odoo import models


class AccountEdiXmlUbl20(models.AbstractModel):
    _inherit = "account.edi.xml.ubl_20"

    def _is_document_allowance_charge(self, base_line):
        return super()._is_document_allowance_charge(base_line) or base_line["special_type"] == "global_discount"

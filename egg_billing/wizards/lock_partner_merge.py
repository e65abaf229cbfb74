from odoo import models
from odoo.exceptions import UserError


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _merge_bank_accounts(self, src_partners, dst_partner):
        """The core moves all links in the database itself, past every rule, the accounts first:
        what is signed or issued is asked before.
        """
        for partner in src_partners:
            refusal = partner._get_egg_merge_refusal(dst_partner)
            if refusal:
                raise UserError(refusal)
        return super()._merge_bank_accounts(src_partners, dst_partner)

from odoo import fields, models


class EggPaymentConditionLine(models.Model):
    _name = "egg.payment.condition.line"
    _inherit = ["egg.shared.mixin", "egg.schedule.line.mixin"]
    _description = "Line of Payment Conditions"

    condition_id = fields.Many2one("egg.payment.condition", "Payment conditions", required=True, ondelete="cascade",
                                   index=True)
    company_id = fields.Many2one(related="condition_id.company_id")
    title = fields.Char(translate=True)

    def _get_egg_payee_company(self):
        return self.company_id or self.env.company

    def _get_egg_shared_owner(self):
        return self.condition_id

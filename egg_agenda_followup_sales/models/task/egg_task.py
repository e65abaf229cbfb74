from odoo import fields, models

#: who sees what customers owe, now that salespeople follow up too
DEBT_GROUPS = "account.group_account_invoice,sales_team.group_sale_salesman"


class EggTask(models.Model):
    _inherit = "egg.task"

    call_item_ids = fields.Many2many(groups=DEBT_GROUPS)
    call_amount = fields.Monetary(groups=DEBT_GROUPS)

from odoo import api, fields, models
from odoo.tools import SQL

from .egg_totals_line_mixin import ROLES


class AccountInvoiceReport(models.Model):
    _inherit = "account.invoice.report"
    _depends = {"account.move.line": ["egg_role"]}

    egg_role = fields.Selection(ROLES, "Generated line", readonly=True)

    @api.model
    def _select(self):
        return SQL("%s, line.egg_role AS egg_role", super()._select())

    def _field_to_sql(self, alias, fname, query=None):
        """What is collected for others, or passed on at cost, is no margin; a discount lowers it."""
        sql = super()._field_to_sql(alias, fname, query)
        if fname != "price_margin":
            return sql
        role = super()._field_to_sql(alias, "egg_role", query)
        return SQL("CASE WHEN %s IN ('third_party_tax', 'shipping') THEN 0.0 ELSE %s END", role, sql)

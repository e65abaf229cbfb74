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

    @api.model
    def _get_egg_role_products(self) -> dict:
        """Hook: {role: the product that generated lines with this role are counted under}."""
        return {}

    def _field_to_sql(self, alias, fname, query=None):
        """Generated lines have a product here; what is collected for others, or passed on at cost, is no margin; a
        discount lowers it.
        """
        sql = super()._field_to_sql(alias, fname, query)
        if fname not in ("price_margin", "product_id", "product_categ_id"):
            return sql
        role = super()._field_to_sql(alias, "egg_role", query)
        if fname == "price_margin":
            return SQL("CASE WHEN %s IN ('third_party_tax', 'shipping') THEN 0.0 ELSE %s END", role, sql)
        products = {code: product.categ_id if fname == "product_categ_id" else product
                    for code, product in self._get_egg_role_products().items()}
        cases = [SQL("WHEN %s THEN %s", code, record.id) for code, record in products.items() if record]
        return SQL("COALESCE(%s, CASE %s %s END)", sql, role, SQL(" ").join(cases)) if cases else sql

from odoo import api, fields, models


class EggQuoteComparison(models.TransientModel):
    """Two versions of a quote side by side."""

    _name = "egg.quote.comparison"
    _description = "Comparison of Two Versions of a Quote"

    old_id = fields.Many2one("sale.order", "Version", required=True)
    new_id = fields.Many2one("sale.order", "Compared with", required=True)
    version_ids = fields.Many2many("sale.order", string="Versions", compute="_compute_version_ids")
    company_id = fields.Many2one(related="new_id.company_id")
    table = fields.Html("What changed", compute="_compute_table", sanitize=False)

    @api.depends("new_id")
    def _compute_version_ids(self):
        for comparison in self:
            comparison.version_ids = comparison.new_id._get_egg_versions()

    @api.depends("old_id", "new_id")
    def _compute_table(self):
        for comparison in self:
            values = comparison._get_values()
            comparison.table = self.env["ir.qweb"]._render("egg_sales.revision_comparison", values) if values else False

    def action_print(self):
        """Print what the window shows."""
        self.check_access("read")
        return self.env.ref("egg_sales.egg_quote_comparison_report").report_action(self)

    def _get_values(self) -> dict:
        """Return the values of the table; none unless two versions of one quote are chosen."""
        old, new = self.old_id._origin, self.new_id._origin
        is_chosen = old and old in new._get_egg_versions()
        return {"comparison": new._prepare_egg_comparison(old)} if is_chosen else {}

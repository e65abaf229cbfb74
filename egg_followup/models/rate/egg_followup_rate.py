from decimal import Decimal

from odoo import api, fields, models, tools

from ...core.interest import HalfYear, half_year_end


class EggFollowupRate(models.Model):
    """The ECB's refinancing rate on 1 January and 1 July: it fixes late interest for the half-year (art.

    L441-10 II).
    """

    _name = "egg.followup.rate"
    _inherit = ["egg.cached.mixin"]
    _description = "Rate of Late Interest"
    _order = "date_from desc"
    _rec_name = "date_from"

    date_from = fields.Date("From", required=True, help="1 January or 1 July: the rate of that day holds for the "
                                                        "half-year.")
    date_to = fields.Date("Until", compute="_compute_date_to", help="The last day of the half-year.")
    ecb_rate = fields.Float("ECB rate (%)", digits=(6, 3), required=True)
    legal_rate = fields.Float(
        "Legal interest rate (%)", digits=(6, 3), help="For professional creditors. In France an agreed rate is "
                                                       "three times this one at least.")

    source = fields.Char("Source", help="Where the rates are published: the ECB's page, the decree of the half-year.")

    _unique_date = models.Constraint("UNIQUE(date_from)", "There is already a rate from this day on.")

    @api.depends("date_from")
    def _compute_date_to(self):
        for rate in self:
            rate.date_to = half_year_end(rate.date_from) if rate.date_from else False

    @api.model
    @tools.ormcache()
    def _get_half_years(self) -> list:
        """What is known of each half-year (`core.interest.HalfYear`)."""
        return [
            HalfYear(row.date_from, Decimal(str(round(row.ecb_rate, 3))), Decimal(str(round(row.legal_rate, 3))))
            for row in self.search([])  # pylint: disable=no-search-all
        ]

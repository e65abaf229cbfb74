from decimal import Decimal

from odoo import fields, models

from ...core.interest import Rate


class EggFollowupRate(models.Model):
    """The ECB's refinancing rate on 1 January and 1 July: it fixes late interest for the half-year (art.

    L441-10 II).
    """

    _name = "egg.followup.rate"
    _description = "Rate of Late Interest"
    _order = "date_from desc"
    _rec_name = "date_from"

    date_from = fields.Date("From", required=True, help="1 January or 1 July: the rate of that day holds for the "
                                                        "half-year.")
    ecb_rate = fields.Float("ECB rate (%)", digits=(6, 3), required=True)

    _unique_date = models.Constraint("UNIQUE(date_from)", "There is already a rate from this day on.")

    def _to_rates(self, company) -> list:
        points = Decimal(str(company.egg_interest_points))
        return [Rate(one.date_from, Decimal(str(round(one.ecb_rate, 3))) + points) for one in self.search([])]

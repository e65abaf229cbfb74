from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...core.retry import find_day, read_month_days


class ResCompany(models.Model):
    _inherit = "res.company"

    egg_retry_times = fields.Selection(
        [("0", "Never"), ("1", "Once"), ("2", "Twice")], "Failed debits are proposed again", default="0", required=True,
        help="After want of money (AM04) or no reason (MS03) only; never after a refund, without a mandate or for a "
             "closed account.", groups="base.group_user")
    egg_retry_month_days = fields.Char(
        "On these days of the month", help="Such as 5, 28: when your customers are paid. Empty: as soon as the notice "
                                           "allows.", groups="base.group_user")
    egg_retry_notice_days = fields.Integer("Days of notice of a new try", default=14, groups="base.group_user")

    @api.constrains("egg_retry_month_days", "egg_retry_notice_days")
    def _check_egg_retry(self):
        for company in self:
            if read_month_days(company.egg_retry_month_days) is None:
                raise ValidationError(self.env._("Days of the month are numbers from 1 to 31, such as 5, 28."))
            if not 0 <= company.egg_retry_notice_days <= 90:
                raise ValidationError(self.env._("The notice of a new try is 0 to 90 days."))

    def _get_egg_retry_days(self) -> list:
        return read_month_days(self.egg_retry_month_days) or []

    def _get_egg_retry_day(self, failed_on, today):
        """Return the day that is proposed to try again what failed on a day."""
        return find_day(failed_on, today, self.egg_retry_notice_days, self._get_egg_retry_days())

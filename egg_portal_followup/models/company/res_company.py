from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...core.word import Bounds

#: No firm waits longer for what a customer says online.
MOST_DAYS = 90


class ResCompany(models.Model):
    """What customers may say online, and for how long it holds reminders."""

    _inherit = "res.company"

    egg_promise_days = fields.Integer(
        "Promises online: days ahead at most", default=30,
        help="A customer promises a payment online for one of so many days, once for each amount. 0: not online.")
    egg_transfer_days = fields.Integer(
        "Transfer announced: days of waiting", default=7,
        help="Reminders wait so many days for a transfer that the customer says he has sent, once for each amount. "
             "0: not online.")

    @api.constrains("egg_promise_days", "egg_transfer_days")
    def _check_egg_word_days(self):
        for company in self:
            if not all(0 <= days <= MOST_DAYS for days in (company.egg_promise_days, company.egg_transfer_days)):
                raise ValidationError(self.env._("What a customer says online holds reminders for 0 to %(days)s days.",
                                                 days=MOST_DAYS))

    def _get_egg_word_bounds(self) -> Bounds:
        return Bounds(self.egg_promise_days, self.egg_transfer_days)

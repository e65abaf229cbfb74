from odoo import api, fields, models
from odoo.exceptions import UserError

#: The Monday of the week that amounts are expected in; without it they are what is open now.
WEEK = "egg_expected_week"


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    egg_expected_amount = fields.Monetary(
        "Expected amount", compute="_compute_egg_expected_amount", currency_field="company_currency_id",
        groups="base.group_user", help="Of a week that has begun: what was open on its Monday.")

    @api.depends("amount_residual")
    @api.depends_context(WEEK)
    def _compute_egg_expected_amount(self):
        """In the list behind what was expected in a week, the amounts that the dashboard counts."""
        monday, known = self._get_egg_expected_week(), {}
        if monday:
            today, board = fields.Date.context_today(self), self.env["egg.customer.dashboard"]
            for company in self.company_id:
                expected = board._get_outlook(company, today).get_in_week(monday)
                known |= {one.item.id: one.amount for one in expected}
        for line in self:
            line.egg_expected_amount = known.get(line._origin.id, line.amount_residual)

    @api.model
    def _get_egg_expected_week(self):
        """Return the Monday that is asked for, if any.

        :raises UserError: what is asked for is no day.
        """
        asked = self.env.context.get(WEEK)
        try:
            return fields.Date.to_date(asked)
        except (TypeError, ValueError) as problem:
            raise UserError(self.env._("“%(day)s” is no date.", day=asked)) from problem

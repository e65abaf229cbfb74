"""What customers have with us, to be taken off what is claimed or debited."""

from decimal import Decimal

from odoo.fields import Domain
from odoo.tools import float_repr

from ...core.credit import Credit


class OpenCredits:
    """The open credits of customers in one company and currency, less what is promised to something else already.
    """

    def __init__(self, env, company, currency):
        # sudo: whoever reminds or debits a customer must count all that the customer has with the company
        self._lines_sudo, self._company, self._currency = env["account.move.line"].sudo(), company, currency
        self._by_customer, self._known = {}, set()

    def load(self, customer_ids) -> None:
        """Have the credits of these customers at hand, in one or two queries."""
        wanted = set(customer_ids) - self._known
        if not wanted:
            return
        self._known |= wanted
        lines_sudo = self._lines_sudo.search_fetch(
            self._lines_sudo._get_egg_open_credit_domain() & Domain([
                ("partner_id.commercial_partner_id", "in", list(wanted)), ("company_id", "=", self._company.id),
                ("currency_id", "=", self._currency.id)]),
            ["move_name", "amount_residual_currency", "partner_id"], order="date, id")
        taken = lines_sudo._get_egg_taken_credits()
        for line_sudo in lines_sudo:
            taken_already = self._to_decimal(taken.get(line_sudo.id, 0.0))
            amount = -self._to_decimal(line_sudo.amount_residual_currency) - taken_already
            if amount > 0:
                credit = Credit(line_sudo.id, line_sudo.move_name or "", amount)
                self._by_customer.setdefault(line_sudo.partner_id.commercial_partner_id.id, []).append(credit)

    def get(self, customer_id) -> list:
        """Return the `Credit`s of a customer whose credits were loaded, the oldest first."""
        return self._by_customer.get(customer_id, [])

    def _to_decimal(self, amount) -> Decimal:
        return Decimal(float_repr(amount, self._currency.decimal_places))

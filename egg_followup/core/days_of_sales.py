"""Days of sales outstanding, and what it is made of: balances at the ends of months from sums by month."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

#: Months whose sales a figure is of.
YEAR = 12


class Sales(NamedTuple):
    """What was invoiced in a period of so many days."""

    days: int
    amount: float


class Entries(NamedTuple):
    """The entries of a period that are due in a period, as numbers of the list of days that end them."""

    at: int
    due: int
    is_owed: bool  # it raises what is owed; what lowers it is a payment or a credit note
    is_sale: bool
    amount: float


class Allocated(NamedTuple):
    """What was allocated in a period to amounts owed that are due in a period."""

    at: int
    due: int
    amount: float


def find_simple(balance: float, sales: list) -> float | None:
    """Return the days of sales that the balance is; none: nothing was sold. A firm that began less than these periods
    ago sold in the days since.

    :param sales: the `Sales` of each month, the last first.
    """
    while sales and not sales[-1].amount:
        sales = sales[:-1]
    amount = sum(period.amount for period in sales)
    return balance / amount * sum(period.days for period in sales) if amount > 0 else None


def find_count_back(balance: float, sales: list) -> float | None:
    """Return the days that one has to go back until their sales are the balance: what was sold last is paid last. What
    is older than all of these months counts as their days.

    :param sales: the `Sales` of each month, the last first.
    """
    if not any(period.amount > 0 for period in sales):
        return None
    days, rest = 0.0, balance
    for period in sales:
        if rest <= 0:
            break
        part = min(rest / period.amount, 1.0) if period.amount > 0 else 1.0
        days += part * period.days
        rest -= max(period.amount, 0.0)
    return days


def get_month_ends(today: date, count: int) -> list[date]:
    """Return the last days of so many months before this one, the oldest first, and today."""
    ends, day = [today], today
    for _month in range(count):
        day = day.replace(day=1) - timedelta(1)
        ends.insert(0, day)
    return ends


@dataclass(frozen=True)
class Balances:
    """What was owed at the end of each of some days, from sums of entries and allocations by period."""

    days: list
    entries: list
    allocated: list

    def get_balance(self, number: int) -> float:
        """Return the balance of the accounts at the end of a day."""
        return sum(one.amount for one in self.entries if one.at <= number)

    def get_owed(self, number: int) -> float:
        """Return what was owed, without credits that are allocated to nothing."""
        return self._sum_owed(number, len(self.days))

    def get_overdue(self, number: int) -> float:
        """Return what of it was due before the day."""
        return self._sum_owed(number, number)

    def _sum_owed(self, number: int, due: int) -> float:
        return (sum(one.amount for one in self.entries if one.is_owed and one.at <= number and one.due <= due)
                - sum(one.amount for one in self.allocated if one.at <= number and one.due <= due))

    def get_sales(self, number: int) -> list:
        """Return the `Sales` of the year that ends on a day, a period each, the last first."""
        return [Sales((self.days[at] - self.days[at - 1]).days,
                      sum(one.amount for one in self.entries if one.is_sale and one.at == at))
                for at in range(number, max(number - YEAR, 0), -1)]

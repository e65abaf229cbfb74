"""What the form decides before anything is made."""

from array import array
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal

from odoo.addons.egg_debit.wizards import claim_form


@dataclass(slots=True)
class CollectPlan:
    """What goes in a file, and what does not: ids and sums only."""

    items: array = field(default_factory=lambda: array("q"))  # due items, in the order of the file
    amount: Decimal = Decimal("0.00")
    uses: Counter = field(default_factory=Counter)  # {mandate id: number of its debits}
    schemes: Counter = field(default_factory=Counter)
    # {customer id: {due item id: (amount, mandate)}} of those who have open credits
    credited: dict = field(default_factory=dict)
    parts: dict = field(default_factory=dict)  # {due item id: Deduction} of what is collected in part
    one_off_taken: set = field(default_factory=set)
    problems: dict = field(default_factory=dict)  # {due item id: reasons in words}, the first ones
    problem_count: int = 0

    def tell(self, item: int, reasons: list):
        """Leave an item out."""
        self.problem_count += 1
        if len(self.problems) < claim_form.SHOWN_PROBLEMS:
            self.problems[item] = reasons

    def add(self, row, mandate):
        """Put an item in the file."""
        self.items.append(row.id)
        self.amount += row.amount
        self.uses[mandate.id] += 1
        self.schemes[mandate.facts.scheme] += 1
        if mandate.kind == "one_off":
            self.one_off_taken.add(mandate.id)

    def lower(self, deductions, planned: dict):
        """Take off what open credits cover: items that are left with nothing leave the file.

        :param planned: {due item id: (amount, mandate)}
        """
        gone = set()
        for one in deductions:
            amount, mandate = planned[one.item]
            self.amount -= amount - one.amount
            if one.amount:
                self.parts[one.item] = one
                continue
            gone.add(one.item)
            self.uses[mandate.id] -= 1
            self.schemes[mandate.facts.scheme] -= 1
        if gone:
            self.items = array("q", (item for item in self.items if item not in gone))
            self.uses, self.schemes = +self.uses, +self.schemes

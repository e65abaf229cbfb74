"""How old amounts are: the brackets of an aged balance."""

from dataclasses import dataclass

#: What is not late; and what the customer has with us: payments and credit notes that settle nothing yet.
NOT_DUE, CREDIT = "not_due", "credit"
#: The brackets of what is late.
AGES = ("age_1", "age_2", "age_3", "age_4")


@dataclass(frozen=True, slots=True)
class Brackets:
    """The last day late of each bracket but the open one at the end, as 30, 60 and 90."""

    first: int
    second: int
    third: int

    def is_ascending(self) -> bool:
        return 0 < self.first < self.second < self.third

    def get_ranges(self) -> dict:
        """Return {bracket: (first day late, last day late or none)}."""
        return {
            "age_1": (1, self.first), "age_2": (self.first + 1, self.second), "age_3": (self.second + 1, self.third),
            "age_4": (self.third + 1, None),
        }

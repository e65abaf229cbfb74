"""How a customer pays: how late on the whole, and whether that changes."""

from dataclasses import dataclass

#: How many paid items tell how a customer pays now; as many before them tell how it was.
LAST = 12
#: Days by which the mean has to move to be called a change.
CHANGE = 3


@dataclass(frozen=True, slots=True)
class Habit:
    """The mean of days paid after the due date (before it: less than nothing), and how far it moved; none: not known.
    """

    mean: float | None
    change: float | None = None

    @property
    def trend(self) -> str:
        """`better`, `worse` or `steady`; nothing when it is not known."""
        if self.change is None:
            return ""
        if abs(self.change) < CHANGE:
            return "steady"
        return "worse" if self.change > 0 else "better"


def find_habit(delays: list[int]) -> Habit:
    """Return the habit told by the delays of paid items, the last paid first."""
    now, before = delays[:LAST], delays[LAST:2 * LAST]
    if not now:
        return Habit(None)
    mean = sum(now) / len(now)
    return Habit(mean, mean - sum(before) / len(before) if before else None)

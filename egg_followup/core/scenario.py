"""Which scenario a customer is reminded by, and where he stands in it."""

from dataclasses import dataclass

#: what is wrong with the stages of a scenario
NONE, TWICE, BACKWARDS = "none", "twice", "backwards"


@dataclass(frozen=True, slots=True)
class Customer:
    """What decides about a customer."""

    given: int | None = None  # the scenario chosen by hand
    tags: frozenset = frozenset()  # those above them too
    kind: str = ""
    country: int | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """The customers that a scenario is for; what is empty does not matter, all else must fit."""

    scenario: int
    tags: frozenset = frozenset()
    kind: str = ""
    countries: frozenset = frozenset()

    def has(self, customer: Customer) -> bool:
        return (
            (not self.tags or not self.tags.isdisjoint(customer.tags)) and self.kind in ("", customer.kind)
            and (not self.countries or customer.country in self.countries)
        )


@dataclass(frozen=True, slots=True)
class Scenarios:
    """The scenarios of a company: those that can be given by hand, and the groups in the order of the list."""

    known: frozenset = frozenset()
    groups: tuple = ()

    def choose(self, customer: Customer) -> int | None:
        """Return the scenario of a customer: the one given by hand, else the first of the list whose group has him;
        none: the usual one.
        """
        if customer.given in self.known:
            return customer.given
        return next((group.scenario for group in self.groups if group.has(customer)), None)


def find_fault(steps: list) -> str:
    """Return what is wrong with the steps (stage, delay) of a scenario, in their order; empty: nothing.

    The first may come before the due date; each further one comes after the one before it.
    """
    stages = [stage for stage, _delay in steps]
    if not stages:
        return NONE
    if len(set(stages)) < len(stages):
        return TWICE
    return BACKWARDS if any(delay < 1 for _stage, delay in steps[1:]) else ""


def adopt(stages: list, done: dict, ranks: dict) -> dict:
    """Return what was done, as a scenario sees it: a stage that it does not know stands for its last one that is no
    sterner, so that who changes the scenario is not reminded from the start again.

    :param stages: ids of the scenario's stages in their order.
    :param done: {stage id: day}.
    :param ranks: {stage id: how stern it is} of all reminders.
    """
    seen = {stage: day for stage, day in done.items() if stage in stages}
    for stage, day in done.items():
        if stage in stages or stage not in ranks:
            continue
        passed = [one for one in stages if ranks.get(one, -1) <= ranks[stage]]
        if passed:
            seen[passed[-1]] = max(day, seen.get(passed[-1], day))
    return seen

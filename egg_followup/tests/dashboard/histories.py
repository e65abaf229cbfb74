"""Made histories of customers who pay, for what forecasts when they will; the same seed makes the same history."""

import random
from dataclasses import dataclass
from datetime import date, timedelta

START, DAYS = date(2024, 1, 1), 820


@dataclass(frozen=True, slots=True)
class Invoice:
    """What a customer was invoiced, and when he paid it."""

    customer: int
    issued: date
    due: date
    paid: date
    amount: float


def steady(seed: int) -> list:
    """Thirty customers; each pays in his own manner, from a little early to six weeks late."""
    return _make(seed, lambda _customer, usual, _due: usual)


def seasonal(seed: int) -> list:
    """Everybody pays three weeks later what is due in July, August and at the end of the year; less is sold then."""
    return _make(seed, lambda _customer, usual, due: usual + 21 * (due.month in (7, 8, 12)),
                 lambda _customer, day: 0.5 if day.month == 8 else 1.0)


def large_late(seed: int) -> list:
    """One customer is half of what is sold, and pays two months late."""
    return _make(seed, lambda customer, usual, _due: 60 if customer == 0 else usual,
                 lambda customer, _day: 25.0 if customer == 0 else 1.0)


def changing(seed: int) -> list:
    """A third of the customers used to pay on time, and pay five weeks late since the spring of the second year."""
    def get_delay(customer, usual, due):
        return (36 if due >= date(2025, 3, 1) else 1) if customer % 3 == 0 else usual

    return _make(seed, get_delay)


HISTORIES = {"steady": steady, "seasonal": seasonal, "one large late payer": large_late,
             "customers who change": changing}


def _make(seed: int, get_delay, get_share=lambda _customer, _day: 1.0) -> list:
    chance, found = random.Random(seed), []
    for customer in range(30):
        usual, noise = chance.choice((-2, 0, 3, 8, 15, 25, 40)), chance.choice((1, 2, 4, 7))
        for day in range(chance.randrange(30), DAYS, chance.choice((10, 15, 30))):
            issued = START + timedelta(day)
            due = issued + timedelta(30)
            delay = round(chance.gauss(get_delay(customer, usual, due), noise))
            if chance.random() < 0.04:
                delay += chance.randrange(20, 60)  # forgotten, now and then
            amount = round(chance.lognormvariate(6.5, 0.8) * get_share(customer, issued), 2)
            found.append(Invoice(customer, issued, due, max(due + timedelta(delay), issued), amount))
    return found

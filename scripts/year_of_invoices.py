"""A year of invoices that customers paid, each in his own manner, and some that are late: what the dashboard shows.

The same seed makes the same year. Invoices and payments go the way that people's do.
"""

import random
from collections import defaultdict
from datetime import date, timedelta

MONTHS = 14
#: Days after the due date, by the place of the customer in the list; the last one got slower half a year ago.
HABITS = ((2, 3), (12, 6), (28, 8), (5, 4))
SLOWER, SLOWER_BY = 180, 25


def fill(env, customers, product, taxes, today: date, gaps=(10, 12, 15), seed: int = 7):
    """Post the invoices of `MONTHS` months and what was paid of them until `today`.

    :param gaps: days between two invoices of a customer; each has one of these.
    :return: the invoices
    """
    chance, planned = random.Random(seed), []
    for number, customer in enumerate(customers):
        usual, noise = HABITS[number % len(HABITS)]
        for days in range(30 * MONTHS, 3, -chance.choice(gaps)):
            issued = today - timedelta(days)
            delay = usual + (SLOWER_BY if number == len(customers) - 1 and days < SLOWER else 0)
            season = 0.6 if issued.month in (8, 12) else 1.0
            planned.append((issued, customer, round(season * chance.lognormvariate(6.6, 0.6), 2),
                            issued + timedelta(30 + round(chance.gauss(delay, noise)))))
    planned.sort(key=lambda one: one[0])
    moves = env["account.move"].create([_prepare(customer, product, taxes, issued, amount)
                                        for issued, customer, amount, _paid in planned])
    moves.action_post()
    by_day = defaultdict(lambda: env["account.move"])
    for move, (_issued, customer, _amount, paid) in zip(moves, planned, strict=True):
        if paid <= today and chance.random() > 0.03:
            by_day[paid, customer.id] |= move
    for (day, _customer), paid in sorted(by_day.items(), key=lambda one: one[0]):
        env["account.payment.register"].with_context(active_model="account.move", active_ids=paid.ids).create({
            "payment_date": day, "group_payment": True})._create_payments()
    return moves


def _prepare(customer, product, taxes, issued: date, amount: float) -> dict:
    return {
        "move_type": "out_invoice", "partner_id": customer.id, "invoice_date": issued,
        "invoice_date_due": issued + timedelta(30), "invoice_payment_term_id": False,
        "invoice_line_ids": [(0, 0, {"product_id": product.id, "quantity": 1, "price_unit": amount,
                                     "tax_ids": [(6, 0, taxes.ids)]})]}

"""A year of a firm's bank account, with the noise of real labels; and what each transfer really paid.

Nothing here is shared with the matcher: names, numbers, spellings and habits come from this file and a seed.
"""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from odoo.addons.egg_cash.core.book import Book, Customer, Item, Terms, Transfer
from odoo.addons.egg_cash.core.match import propose

FAMILIES = (
    "Martin Bernard Thomas Petit Robert Richard Durand Dubois Moreau Laurent Simon Michel Lefebvre Leroy "
    "Roux David Bertrand Morel Fournier Girard Bonnet Dupont Lambert Fontaine Rousseau Vincent Muller "
    "Lefèvre Faure André Mercier Blanc Guérin Boyer Garnier Chevalier François Legrand Gauthier García "
    "Perrin Robin Clément Morin Nicolas Henry Roussel Mathieu Gautier Masson Marchand Duval Denis Dumont "
    "Lemaire Noël Meyer Dufour"
).split()
TRADES = ("Menuiserie Plomberie Boulangerie Garage Imprimerie Transports Peinture Electricité Couverture Maçonnerie "
          "Conseil Immobilier Optique Pharmacie Hôtel Restaurant Jardins Pressing Fleurs Librairie Coiffure").split()
TOWNS = "Lyon Paris Nantes Lille Bordeaux Nîmes Tours Angers Dijon Metz Rennes Grenoble".split()
FORMS = ("SARL {}", "{} SARL", "SAS {}", "{} SAS", "{}", "EURL {}", "{} SA", "ETS {}", "SCI {}")
FIRST = "Jean Marie Pierre Anne Paul Claire Louis Sophie Hugo Emma Karim Inès".split()
BANKS = ("VIR SEPA RECU", "VIREMENT RECU", "VIR INST", "VIR", "VIREMENT SEPA", "VIR DE", "VIRT RECU /DE", "")
WORDS = ("FACTURE", "FACT", "FAC", "FACT.", "REGLEMENT FACTURE", "RGLT FACT", "INV", "REF", "N", "FA",
         "PAIEMENT FACTURE", "Votre facture", "f.")
EMPTY = ("REGLEMENT", "VIREMENT", "PAIEMENT", "MERCI", "", "", "FACTURE", "SOLDE", "NOTPROVIDED", "PRESTATION", "LOYER",
         "REGLEMENT MARS", "CPTE 4110", "VIR DU 12 03 2026", "COMMANDE 45879", "DOSSIER 2026 14")
CENT = Decimal("0.01")
PRICES = (30, 45, 60, 90, 120, 150, 240, 390)  # of a firm that sells subscriptions: many customers owe the same


@dataclass
class Year:
    """What happened, and what was measured on it."""

    customers: list
    transfers: list = field(default_factory=list)
    truth: dict = field(default_factory=dict)  # transfer -> {item: amount}; empty: none of ours
    referenced: set = field(default_factory=set)
    plain: set = field(default_factory=set)  # name one document, whole, and pay all of it
    items: list = field(default_factory=list)
    slips: set = field(default_factory=set)  # name the invoice of another customer, by mistake


@dataclass
class Result:
    """How well the proposals did."""

    referenced: int = 0
    referenced_sure: int = 0
    all: int = 0
    sure: int = 0
    wrong: list = field(default_factory=list)
    missed: list = field(default_factory=list)


def _number(style: int, year: int, month: int, count: int) -> str:
    return (f"FAC/{year}/{count:05d}", f"F{year}-{count:04d}", f"FA{count + 10230:06d}",
            f"INV/{year}/{month:02d}/{count:04d}", f"{year}-{count:04d}", f"F{year % 100}{count:04d}",
            f"FACT-{count + 4000}")[style]


def _spell(rng: random.Random, number: str) -> str:
    """A number as people write it."""
    digits = "".join(one if one.isdigit() else " " for one in number).split()
    letters = "".join(one for one in number if one.isalpha())
    forms = [number, number.replace("/", "-"), number.replace("/", " ").replace("-", " "), number.lower(),
             "".join(one for one in number if one.isalnum()), number.replace("/", "").replace("-", ""),
             f"{letters} {' '.join(digits)}".strip(), f"{letters}{'-'.join(digits)}", f"{letters}.{'.'.join(digits)}",
             number.replace("/", "_"), " ".join(digits) if len(digits) > 1 else number]
    if len(digits) > 1 and rng.random() < 0.25:  # without its leading zeros
        forms.append(f"{letters} {digits[0]}/{int(digits[-1])}" if len(digits) == 2 else number)
    return rng.choice(forms)


def _bank_name(rng: random.Random, name: str) -> str:
    text = rng.choice((name, name.upper(), name.upper()))
    plain = text.translate(str.maketrans("éèêëàâîïôùûçÉÈÊËÀÂÎÏÔÙÛÇ", "eeeeaaiiouucEEEEAAIIOUUC"))
    text = rng.choice((text, plain, plain))
    return text[:rng.choice((70, 70, 35, 27, 24))]


def _make_customers(rng: random.Random, count: int) -> list:
    found, used = [], set()
    while len(found) < count:
        family = rng.choice(FAMILIES)
        kind = rng.random()
        if kind < 0.25:
            name = f"{rng.choice(FIRST)} {family}"
        elif kind < 0.75:
            name = rng.choice(FORMS).format(f"{rng.choice(TRADES)} {family}")
        else:
            link = rng.choice(("du", "des", "de"))
            name = rng.choice(FORMS).format(f"{rng.choice(TRADES)} {link} {rng.choice(TOWNS)}")
        if name in used:
            continue
        used.add(name)
        iban = f"FR76{rng.randrange(10 ** 22):022d}A"[:27]
        found.append({"id": len(found) + 1, "name": name, "iban": iban, "known": rng.random() < 0.45,
                      "fixed": Decimal(rng.choice((rng.randrange(20, 400), rng.choice(PRICES)))) if rng.random(
                          ) < 0.25 else None,
                      "refers": rng.random() < 0.72, "shows": rng.random() < 0.6,
                      "groups": rng.random() < 0.25, "early": rng.random() < 0.06})
    return found


def _amount(rng: random.Random, customer: dict) -> Decimal:
    if customer["fixed"] is not None and rng.random() < 0.85:
        return (customer["fixed"] * Decimal("1.2")).quantize(CENT)
    if rng.random() < 0.15:
        return Decimal(rng.randrange(1, 40) * 60).quantize(CENT)
    return (Decimal(int(rng.lognormvariate(6.2, 1.0) * 100) + 1500) / 100).quantize(CENT)


def make_year(seed: int, count: int = 1000) -> Year:
    """A firm's year with about `count` transfers."""
    rng = random.Random(seed)
    style = rng.randrange(7)
    people = _make_customers(rng, max(count // 8, 10))
    year = Year([Customer(one["id"], (one["name"],), (one["iban"],) if one["known"] else ()) for one in people])
    pending, number = {}, 0  # customer -> open items
    day, last = date(2026, 1, 2), date(2026, 12, 31)
    per_day = count * 1.25 / 365
    while day <= last:
        for _one in range(int(per_day + rng.random())):
            number += 1
            customer = rng.choice(people)
            _invoice(rng, year, pending, customer, day, _number(style, 2026, day.month, number))
        for customer in people:
            if pending.get(customer["id"]):
                _pay(rng, year, pending, customer, day)
        if rng.random() < 0.16:
            _other_money(rng, year, day)
        day += timedelta(days=1)
    return year


def _invoice(rng, year, pending, customer, day, number):
    total = _amount(rng, customer)
    # A subscription is paid at once: of equal parts of equal invoices nobody could tell which was paid.
    shares = rng.choices((1, 2, 3), (0.9, 0.06, 0.04))[0] if customer["fixed"] is None else 1
    document = 100_000 + len(year.items)
    left = total
    for place in range(shares):
        amount = left if place == shares - 1 else (total / shares).quantize(CENT)
        left -= amount
        item = Item(
            len(year.items) + 1, customer["id"], amount, day, day + timedelta(days=30 * (place + 1)), document,
            (number,), (amount * Decimal("0.98")).quantize(CENT) if customer["early"] and shares == 1 else None,
            day + timedelta(days=10) if customer["early"] and shares == 1 else None)
        year.items.append(item)
        wait = 6 if item.discounted else max(2, int(rng.gauss(28 + 30 * place, 12)))
        pending.setdefault(customer["id"], []).append([day + timedelta(days=wait), item])


def _pay(rng, year, pending, customer, day):
    ready = [row for row in pending[customer["id"]] if row[0] <= day]
    if not ready:
        return
    if customer["groups"] and rng.random() < 0.85:  # pays at the end of the month what is there
        if day.day < 26:
            return
        _transfer(rng, year, customer, day, ready[:6], pending)
        return
    for row in ready[:2]:
        if rng.random() < 0.03 and _slip(rng, year, customer, day, row[1], pending):
            pending[customer["id"]].remove(row)
            continue
        _transfer(rng, year, customer, day, [row], pending)


def _core(name: str) -> frozenset:
    """What tells a name from others: two firms may be called the same but for their form."""
    return frozenset(word for word in name.upper().split() if word not in (
        "SARL", "SAS", "SA", "EURL", "ETS", "SCI", "DU", "DES", "DE"))


def _slip(rng, year, customer, day, item, pending) -> bool:
    """He pays his own invoice and names another customer's: one of the same amount if there is one, else the next
    number. His account is on file, or his name is whole.
    """
    others = [row[1] for rows in pending.values() for row in rows if row[1].customer != item.customer]
    alike = [one for one in others if one.amount == item.amount] or others
    is_named = len(customer["name"]) <= 24 and sum(_core(customer["name"]) == _core(name) for one in year.customers
                                                   for name in one.names) == 1
    if not alike or not (is_named or customer["known"]):
        return False
    other = min(alike, key=lambda one: abs(one.document - item.document))
    text = f"{rng.choice(BANKS)} {rng.choice(WORDS)} {_spell(rng, other.numbers[0])}"
    payer = customer["name"].upper() if is_named else ""
    iban = customer["iban"] if customer["known"] and (not is_named or rng.random() < 0.5) else ""
    if payer and rng.random() < 0.3:
        text, payer = f"{text} {payer}", ""
    year.transfers.append(Transfer(len(year.transfers) + 1, day, item.amount, text, payer, iban))
    year.truth[year.transfers[-1].id] = {item.id: item.amount}
    year.slips.add(year.transfers[-1].id)
    return True


def _transfer(rng, year, customer, day, rows, pending):
    items = [row[1] for row in rows]
    paid = {item.id: item.amount for item in items}
    amount = sum(paid.values())
    roll = rng.random()
    if len(items) == 1 and items[0].discounted is not None and day <= items[0].discount_until:
        amount = items[0].discounted
    elif len(items) == 1 and roll < 0.02 and items[0].amount > 200:  # a part, the rest later
        amount = (items[0].amount / 2).quantize(CENT)
        paid = {items[0].id: amount}
        rest = items[0]
        pending[customer["id"]].append([day + timedelta(days=25), _less(rest, amount)])
    elif roll < 0.035:  # a bank on the way kept something
        amount -= Decimal(rng.choice((8, 12, 15)))
    elif roll < 0.045:  # rounded, or a slip of the pen
        amount += rng.choice((Decimal("0.01"), Decimal("-0.01"), Decimal("-0.45"), Decimal("0.5")))
    for row in rows:
        pending[customer["id"]].remove(row)
    if amount <= 0:
        return
    _write(rng, year, customer, day, amount, paid, items)


def _less(item: Item, amount: Decimal) -> Item:
    return Item(item.id, item.customer, item.amount - amount, item.on, item.due, item.document, item.numbers)


def _write(rng, year, customer, day, amount, paid, items):
    # A part that names nothing is whatever the law makes of it (Code civil, 1342-10): there is no truth to compare.
    is_part = any(amount < item.amount for item, amount in zip(items, paid.values(), strict=True))
    refers = is_part or rng.random() < (0.92 if customer["refers"] else 0.08)
    name = _bank_name(rng, customer["name"])
    is_cut = False
    if refers:
        numbers = list(dict.fromkeys(item.numbers[0] for item in items))
        if len(numbers) > 2 and rng.random() < 0.2:
            numbers = numbers[:2]  # "and others"
        spelt = [_spell(rng, one) for one in numbers]
        text = f"{rng.choice(WORDS)} {rng.choice((' ', ' + ', ', ', '/', ' et ')).join(spelt)}"
        if rng.random() < 0.06:
            text = f"{rng.choice(WORDS)} {numbers[0]}"
            text, is_cut = text[:-rng.randrange(1, 3)], True
            text = f"{'REGLEMENT CLIENT ' if len(text) < 18 else ''}{text}"
        if rng.random() < 0.1:
            text += f" DU {day:%d/%m/%Y}"
    else:
        text = rng.choice(EMPTY)
    head = rng.choice(BANKS)
    shows = customer["shows"] or rng.random() < 0.3
    label = f"{head} {name} {text}" if not shows or rng.random() < 0.5 else f"{head} {text}"
    if not refers and rng.random() < 0.05:
        label, name, shows = f"{head} {text}", "", False  # nobody knows who
    transfer = Transfer(
        len(year.transfers) + 1, day, amount, " ".join(label.split())[:140], name if shows else "",
        customer["iban"] if rng.random() < 0.6 else "", "" if rng.random() < 0.7 else f"E2E{rng.randrange(10 ** 9)}")
    year.transfers.append(transfer)
    year.truth[transfer.id] = paid
    if refers:
        year.referenced.add(transfer.id)
        siblings = [item for item in year.items if item.document == items[0].document]
        if not is_cut and len(items) == len(siblings) == 1 and paid[items[0].id] == items[0].amount:
            year.plain.add(transfer.id)


def _other_money(rng, year, day):
    """What pays none of the items: payouts, taxes given back, loans, a payment before its invoice, a second payment."""
    kind = rng.choice(("payout", "tax", "loan", "early", "stranger", "twice"))
    amount, text, payer, iban = Decimal(rng.randrange(2000, 300000)) / 100, "", "", ""
    if kind == "payout":
        text, payer = "STRIPE PAYMENTS EUROPE 8XK2M1", "Stripe Technology Europe"
    elif kind == "tax":
        text, payer = "DGFIP REMBOURSEMENT CREDIT TVA 2026 03", "DIRECTION GENERALE DES FINANCES"
    elif kind == "loan":
        amount, text = Decimal(rng.randrange(1, 30) * 1000), "DEBLOCAGE PRET 2026 00012"
    elif kind == "early":
        customer = rng.choice(year.customers)
        text, payer = "ACOMPTE COMMANDE", _bank_name(rng, customer.names[0])
        amount = Decimal(rng.randrange(3, 30) * 100)
        iban = customer.ibans[0] if customer.ibans else ""
    elif kind == "stranger":
        text, payer = "VIR REMBOURSEMENT FRAIS", f"{rng.choice(FIRST)} {rng.choice(FAMILIES)}"
    elif year.transfers:
        before = rng.choice(year.transfers[-40:])
        text, payer, amount, iban = before.text, before.payer, before.amount, before.iban
        if before.id not in year.plain:
            return  # nobody could tell it from a first one
    year.transfers.append(Transfer(len(year.transfers) + 1, day, amount, text, payer, iban))
    year.truth[year.transfers[-1].id] = {}


def measure(year: Year, terms: Terms) -> Result:
    """Read the bank once a week, as a person does, who settles what is not sure."""
    result, left = Result(), {item.id: item for item in year.items}
    week, transfers = [], year.transfers
    customers = {one.id: one for one in year.customers}
    seen = {one.id: set(one.ibans) for one in year.customers}
    for place, transfer in enumerate(transfers):
        week.append(transfer)
        following = transfers[place + 1].on if place + 1 < len(transfers) else None
        is_last = following is None or following.isocalendar()[1] != transfer.on.isocalendar()[1]
        if not is_last:
            continue
        items = [item for item in left.values() if item.on <= transfer.on]
        now = [Customer(one.id, one.names, tuple(sorted(seen[one.id]))) for one in customers.values()]
        found = propose(Book(items, now, terms=terms), week)
        for one in week:
            _judge(result, year, one, found[one.id])
            for item_id, amount in year.truth[one.id].items():
                item = left.pop(item_id)
                if item.amount > amount:
                    left[item_id] = _less(item, amount)
                if one.iban:
                    seen[item.customer].add(one.iban)
        week = []
    return result


def _judge(result: Result, year: Year, one: Transfer, proposals: list):
    truth = year.truth[one.id]
    best = proposals[0] if proposals and proposals[0].is_sure else None
    is_right = best is not None and _is_same(
        _by_document(year, {part.item: part.amount for part in best.parts}), _by_document(year, truth))
    if best is not None and not is_right:
        result.wrong.append((one, truth, best))
    if not truth:
        return
    result.all += 1
    result.sure += is_right
    if one.id in year.referenced:
        result.referenced += 1
        result.referenced_sure += is_right
    if not is_right and best is None:
        result.missed.append((one, truth, proposals))


def _by_document(year: Year, paid: dict) -> dict:
    """Which of the instalments of one invoice a transfer pays, nobody can tell when they are alike."""
    found = {}
    for item_id, amount in paid.items():
        document = year.items[item_id - 1].document
        found[document] = found.get(document, 0) + amount
    return found


def _is_same(paid: dict, truth: dict) -> bool:
    """The same documents; a slip of a cent beside an instalment is none."""
    return paid.keys() == truth.keys() and all(abs(paid[one] - truth[one]) < Decimal("0.05") for one in paid)

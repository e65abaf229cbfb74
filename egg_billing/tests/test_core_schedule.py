from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st
from odoo.tests import BaseCase, tagged

from ..core import schedule
from ..core.schedule import Due, Step, build_dues, chain_dates

CENT = Decimal("0.01")
START = date(2026, 1, 15)
EXAMPLES = settings(max_examples=1000, deadline=None)

percents = st.lists(st.decimals(0, 100, places=4), min_size=1, max_size=24)
forward_steps = st.lists(
    st.builds(
        Step,
        percent=st.just(Decimal(1)),
        rule=st.sampled_from([rule for rule in schedule.RULES if rule != schedule.FIXED]),
        days=st.integers(0, 400),
        months=st.integers(0, 24),
        day_of_month=st.integers(0, 31),
    ),
    max_size=12,
)
days = st.dates(date(2000, 1, 1), date(2100, 12, 31))


@tagged("post_install", "-at_install")
class TestDates(BaseCase):
    def assertStep(self, expected, rule, base=START, **values):
        self.assertEqual(schedule.step_date(Step(Decimal(100), rule, **values), base), date.fromisoformat(expected))

    def test_the_rules_that_databases_hold(self):
        """SCH-07: the words that stand in databases and in imports."""
        self.assertEqual(schedule.RULES, ("receipt", "days", "days_end_of_month", "end_of_month_days",
                                          "days_end_of_month_on", "months", "delivery", "fixed"))

    def test_defaults_of_a_line(self):
        """SCH-07: a line without a rule is due on receipt, the same day."""
        self.assertEqual(chain_dates(START, [Step(Decimal(100))]), [START])
        self.assertStep("2026-01-15", schedule.MONTHS)

    def test_months_across_years(self):
        """SCH-07: months run over the end of a year, both ways; the wanted day is that of a shorter month at most."""
        self.assertEqual(schedule.add_months(date(2026, 12, 31), 2), date(2027, 2, 28))
        self.assertEqual(schedule.add_months(date(2026, 1, 31), -1), date(2025, 12, 31))
        self.assertEqual(schedule.add_months(date(2026, 11, 5), 1, 31), date(2026, 12, 31))

    def test_rules_with_days_besides(self):
        """SCH-10: days are added where the rule says so."""
        self.assertStep("2026-01-20", schedule.RECEIPT, days=5)
        self.assertStep("2026-03-20", schedule.MONTHS, months=2, days=5)
        self.assertStep("2026-01-20", schedule.DELIVERY, days=5)
        late = Step(Decimal(100), schedule.DELIVERY, 8)
        self.assertEqual(schedule.step_date(late, START, delivery=date(2026, 1, 1)), date(2026, 1, 23), "not before")

    def test_a_month_with_days_counts_from_there(self):
        """SCH-15: a line of a month and five days moves the day that the next months keep."""
        steps = [Step(Decimal(1), schedule.MONTHS, 5, 1), Step(Decimal(1), schedule.MONTHS, months=1)]
        self.assertEqual(chain_dates(date(2026, 1, 31), steps), [date(2026, 3, 5), date(2026, 4, 5)])
        steps = [Step(Decimal(1), schedule.DAYS, 30), Step(Decimal(1), schedule.MONTHS, months=1)]
        self.assertEqual(chain_dates(date(2026, 1, 1), steps), [date(2026, 1, 31), date(2026, 2, 28)])

    def test_a_fixed_date_that_is_past(self):
        """SCH-07, MON-16: a fixed date before the document's counts as the document's; one to come stays."""
        past, later = (Step(Decimal(1), schedule.FIXED, on=date(2026, month, 3)) for month in (1, 9))
        self.assertEqual(chain_dates(START, [past, later]), [START, date(2026, 9, 3)])

    def test_thirty_percent_on_signature_and_the_rest_at_90_days_end_of_month(self):
        """SCH-01, SCH-04: 300.00 on 15 January, 700.00 on 30 April."""
        steps = [Step(Decimal(30)), Step(Decimal(70), schedule.DAYS_END_OF_MONTH, 90)]

        dues = build_dues(Decimal(1000), START, steps, CENT)

        self.assertEqual(dues, [Due(START, Decimal(300)), Due(date(2026, 4, 30), Decimal(700))])

    def test_each_rule_gives_its_date(self):
        """SCH-07, SCH-10: one date for each rule, days added."""
        self.assertStep("2026-01-15", schedule.RECEIPT)
        self.assertStep("2026-03-01", schedule.DAYS, days=45)
        self.assertStep("2026-04-30", schedule.DAYS_END_OF_MONTH, days=90)
        self.assertStep("2026-05-01", schedule.END_OF_MONTH_DAYS, days=90)
        self.assertStep("2026-05-10", schedule.DAYS_END_OF_MONTH_ON, days=90, day_of_month=10)
        self.assertStep("2026-04-30", schedule.DAYS_END_OF_MONTH_ON, days=90)
        self.assertStep("2026-02-15", schedule.MONTHS, months=1)
        self.assertStep("2026-09-01", schedule.FIXED, on=date(2026, 9, 1))
        on_delivery = Step(Decimal(100), schedule.DELIVERY, 8)
        self.assertEqual(schedule.step_date(on_delivery, START, delivery=date(2026, 2, 1)), date(2026, 2, 9))

    def test_on_delivery_counts_from_the_line_above_until_delivery_is_known(self):
        """SCH-07: no delivery date yet."""
        self.assertStep("2026-01-15", schedule.DELIVERY)

    def test_lines_chain(self):
        """SCH-08: three lines of 30 days."""
        dates = chain_dates(START, [Step(Decimal(1), schedule.DAYS, 30)] * 3)

        self.assertEqual(dates, [date(2026, 2, 14), date(2026, 3, 16), date(2026, 4, 15)])

    def test_swapped_lines_give_other_dates(self):
        """SCH-09: order matters."""
        one, two = Step(Decimal(50), schedule.DAYS, 30), Step(Decimal(50), schedule.DAYS_END_OF_MONTH)

        self.assertEqual(chain_dates(START, [one, two]), [date(2026, 2, 14), date(2026, 2, 28)])
        self.assertEqual(chain_dates(START, [two, one]), [date(2026, 1, 31), date(2026, 3, 2)])

    def test_leap_day_and_month_ends(self):
        """SCH-07: 29 February, 30 and 31."""
        self.assertStep("2028-02-29", schedule.DAYS_END_OF_MONTH, base=date(2028, 1, 31), days=5)
        self.assertStep("2028-02-29", schedule.MONTHS, base=date(2028, 1, 31), months=1)
        self.assertStep("2027-02-28", schedule.MONTHS, base=date(2026, 2, 28), months=12)
        self.assertStep("2026-04-30", schedule.DAYS_END_OF_MONTH_ON, base=date(2026, 3, 2), day_of_month=31)

    def test_monthly_lines_keep_their_day(self):
        """SCH-15: monthly debits from 31 January do not slide to the 28th for ever."""
        dates = chain_dates(date(2026, 1, 31), [Step(Decimal(1), schedule.MONTHS, months=1)] * 3)

        self.assertEqual(dates, [date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30)])

    def test_a_rule_without_its_date_is_refused(self):
        """SCH-07: a fixed date must be given."""
        with self.assertRaises(ValueError):
            schedule.step_date(Step(Decimal(1), schedule.FIXED), START)

    @EXAMPLES
    @given(days, forward_steps, st.none() | days)
    def test_dates_never_go_backwards(self, start, steps, delivery):
        """SCH-08: a chain only goes forward."""
        dates = chain_dates(start, steps, delivery)

        self.assertEqual([start, *dates], sorted([start, *dates]))

    @EXAMPLES
    @given(days, st.integers(0, 400))
    def test_days_then_month_end_is_never_before_the_days(self, start, number):
        """SCH-07: end of month goes forward, into the same month."""
        step = Step(Decimal(1), schedule.DAYS_END_OF_MONTH, number)
        on = schedule.step_date(step, start)

        self.assertEqual((on + timedelta(days=1)).day, 1)
        self.assertLessEqual(start + timedelta(days=number), on)
        self.assertEqual(on.month, (start + timedelta(days=number)).month)


@tagged("post_install", "-at_install")
class TestAmounts(BaseCase):
    def test_twelve_shares_add_up(self):
        """SCH-15: 1,000.00 in twelve; the last takes the rest."""
        shares = schedule.split_amount(Decimal(1000), schedule.equal_percents(12), CENT)

        self.assertEqual(sum(shares), Decimal(1000))
        self.assertEqual(shares[0], Decimal("83.33"))
        self.assertEqual(shares[-1], Decimal("83.37"))

    def test_shares_by_hand(self):
        """SCH-15, MON-16: equal shares are equal to the cent, others by their percentage, half a cent up."""
        split = schedule.split_amount
        self.assertEqual(split(Decimal(120000), schedule.equal_percents(12), CENT), [Decimal(10000)] * 12)
        self.assertEqual(split(Decimal("100.05"), [Decimal(30), Decimal(70)], CENT), [Decimal("30.02"),
                                                                                      Decimal("70.03")])
        self.assertEqual(split(Decimal(100), [Decimal("49.9"), Decimal("50.1")], CENT), [Decimal("49.9"),
                                                                                         Decimal("50.1")])
        self.assertEqual(split(Decimal(100), [], CENT), [])
        self.assertEqual(split(Decimal(100), [Decimal(100)], CENT), [Decimal(100)])
        self.assertEqual(split(Decimal(10), [Decimal(80), Decimal(80), Decimal(10)], CENT),
                         [Decimal(8), Decimal(2), Decimal(0)], "no share is more than what is left")

    def test_equal_but_for_the_fourth_decimal(self):
        """MON-16: 33.3333, 33.3333 and 33.3334 stand for thirds; 33.33, 33.33 and 33.34 do not."""
        thirds = [Decimal("33.3333"), Decimal("33.3333"), Decimal("33.3334")]
        self.assertEqual(schedule.equal_percents(3), thirds)
        self.assertEqual(schedule.split_amount(Decimal(3000000), thirds, CENT), [Decimal(1000000)] * 3)
        self.assertEqual(schedule.split_amount(Decimal(3000000), [Decimal("33.33"), Decimal("33.33"),
                                                                  Decimal("33.34")], CENT),
                         [Decimal(999900), Decimal(999900), Decimal(1000200)])

    def test_rounding_never_makes_the_last_share_negative(self):
        """SCH-15: seven cents in twelve."""
        shares = schedule.split_amount(Decimal("0.07"), schedule.equal_percents(12), CENT)

        self.assertEqual(min(shares), 0)

    def test_missing_percent(self):
        """SCH-14: 30 + 60 lacks 10; too much is negative."""
        self.assertEqual(schedule.missing_percent([Decimal(30), Decimal(60)]), 10)
        self.assertEqual(schedule.missing_percent([Decimal(80), Decimal(60)]), -40)

    @EXAMPLES
    @given(st.decimals(-10**7, 10**7, places=2), percents,
           st.sampled_from([CENT, Decimal("0.05"), Decimal(1), Decimal("0.001")]))
    def test_shares_always_sum_to_the_total(self, total, parts, unit):
        """SCH-15: for any percentages and any rounding unit."""
        shares = schedule.split_amount(total, parts, unit)

        self.assertEqual(sum(shares), total)
        self.assertEqual(len(shares), len(parts))

    def test_what_is_left_after_deposits(self):
        """DEP-07: 20 + 20 + 60 % of 1,000.00 with 200.00 invoiced is 25 + 75 % of the rest;
        all deposits, then nothing.
        """
        amounts, deposits = [Decimal(200), Decimal(200), Decimal(600)], [True, True, False]

        self.assertEqual(schedule.remaining_percents(amounts, deposits, Decimal(200)), [0, 25, 75])
        self.assertEqual(schedule.remaining_percents(amounts, deposits, Decimal(0)), [20, 20, 60])
        self.assertEqual(schedule.remaining_percents(amounts[:1], [True], Decimal(200)), [0])
        self.assertEqual(schedule.remaining_percents(amounts, deposits, Decimal(-5)), [20, 20, 60], "nothing covered")
        self.assertEqual(schedule.remaining_percents(amounts, deposits, Decimal(300)),
                         [0, Decimal("14.2857"), Decimal("85.7143")], "deposits in their order, the largest rounds")
        self.assertEqual(schedule.remaining_percents([Decimal(1)] * 3, [False] * 3, Decimal(0)),
                         [Decimal("33.3333"), Decimal("33.3333"), Decimal("33.3334")], "among equals the last")

    def test_a_small_last_instalment_is_not_below_zero(self):
        """DEP-07: what rounding left is taken from the largest instalment, not from one that has nothing to give."""
        small = Decimal("0.36")
        amounts = [small, Decimal(0), small, small, Decimal("708476.10"), small]
        percents = schedule.remaining_percents(amounts, [False] * 6, Decimal(0))
        self.assertGreaterEqual(min(percents), 0)
        self.assertEqual(sum(percents), 100)

    @EXAMPLES
    @given(
        st.lists(st.tuples(st.decimals(0, 10**6, places=2), st.booleans()), min_size=1, max_size=12),
        st.decimals(0, 10**7, places=2),
    )
    def test_what_is_left_makes_100_percent_or_nothing(self, lines, covered):
        """DEP-07: for any instalments and any deposits, and no percentage is below zero."""
        percents = schedule.remaining_percents([amount for amount, _kind in lines], [kind for _amount, kind in lines],
                                               covered)

        self.assertEqual(len(percents), len(lines))
        self.assertGreaterEqual(min(percents), 0)
        self.assertIn(sum(percents), (0, 100))

    @EXAMPLES
    @given(st.decimals(0, 10**6, places=2), st.integers(1, 60))
    def test_equal_shares_keep_the_sign(self, total, count):
        """SCH-15: equal parts make 100 % and no part is below zero."""
        parts = schedule.equal_percents(count)

        self.assertEqual(schedule.missing_percent(parts), 0)
        self.assertGreaterEqual(min(schedule.split_amount(total, parts, CENT)), 0)


@tagged("post_install", "-at_install")
class TestTitlesAndLaw(BaseCase):
    def test_variables_are_filled(self):
        """SCH-12: French and English names, whatever the case and the accents."""
        values = {"percentage": "30 %", "amount": "300.00", "date": "15/01/2026", "number": "1"}

        title = schedule.fill_title("N° {Numéro}: {pourcentage} soit {montant} le {date} ({amount})", values)

        self.assertEqual(title, "N° 1: 30 % soit 300.00 le 15/01/2026 (300.00)")

    def test_each_variable_has_its_value(self):
        """SCH-12: every name people may type, in both languages."""
        names = {"percentage": ("pourcentage", "percentage"), "amount": ("montant", "amount"), "date": ("date",),
                 "mode": ("mode",), "number": ("numero", "number"), "count": ("nombre", "count"),
                 "document": ("document",)}
        for key, typed in names.items():
            for name in typed:
                self.assertEqual(schedule.fill_title(f"a {{ {name.upper()} }} b", {key: "1"}), "a 1 b", name)
                self.assertFalse(schedule.unknown_variables(f"{{{name}}}"), name)
        self.assertEqual(schedule.fill_title("{montant} {prix}", {"date": "1"}), "{montant} {prix}")

    def test_unknown_variables_are_named(self):
        """SCH-13: what is not in the list is unknown, and so is a lone brace."""
        self.assertEqual(schedule.unknown_variables("{montant} {object.env} {prix} {"), ["object.env", "prix", "{"])

    @EXAMPLES
    @given(st.text(max_size=60))
    def test_a_title_is_text_only(self, title):
        """SCH-12: filling without values changes nothing, so nothing is ever run."""
        self.assertEqual(schedule.fill_title(title, {}), title)

    def test_legal_limit(self):
        """BEY-15: 60 days, or 45 days end of month when that is later."""
        self.assertEqual(schedule.legal_limit(date(2026, 1, 10)), date(2026, 3, 17))
        self.assertEqual(schedule.legal_limit(START), date(2026, 3, 31))
        self.assertGreater(date(2026, 4, 30), schedule.legal_limit(START))
        self.assertEqual(schedule.legal_limit(date(2026, 1, 17)), date(2026, 3, 31))
        self.assertEqual(schedule.legal_limit(date(2026, 7, 18)), date(2026, 9, 30))
        self.assertEqual(schedule.legal_limit(date(2026, 1, 1)), date(2026, 3, 17), "45 days from the end of the month")
        self.assertEqual(schedule.legal_limit(date(2026, 1, 31)), date(2026, 4, 1), "60 days")

from dataclasses import replace
from datetime import date
from decimal import Decimal

from odoo.addons.egg_sepa.core.preflight import Candidate, MandateFacts, Terms, find_mandate_problems, find_problems
from odoo.tests import BaseCase, tagged

FR_IBAN = "FR1420041010050500013M02606"
SWISS_IBAN = "CH9300762011623852957"
DAY = date(2026, 12, 1)
TERMS = Terms(DAY)
MANDATE = MandateFacts("RUM-1", "valid", date(2026, 1, 15), "Lyon", None, FR_IBAN, "PSSTFRPPPAR", "Client")
ITEM = Candidate(Decimal(100), "EUR", date(2026, 11, 30), True, mandate=MANDATE)


@tagged("post_install", "-at_install")
class TestPreflight(BaseCase):
    """BEY-02: every reason why an item stays, each told by its own code."""

    def assertProblems(self, wanted, terms=TERMS, **facts):
        self.assertEqual(find_mandate_problems(replace(MANDATE, **facts), terms), wanted)

    def test_what_is_in_order_goes(self):
        """BEY-02: nothing keeps an item that is due, under a mandate that is signed."""
        self.assertEqual(find_problems(ITEM, TERMS), [])
        self.assertEqual(find_problems(replace(ITEM, due_on=DAY), TERMS), [])
        for amount, code in (("0.01", []), ("0.00", ["settled"]), ("-5.00", ["settled"]), ("999999999.99", []),
                             ("1000000000.00", ["amount"])):
            self.assertEqual(find_problems(replace(ITEM, amount=Decimal(amount)), TERMS), code, amount)
        self.assertEqual((MANDATE.scheme, MANDATE.account_active, MANDATE.has_address), ("CORE", True, True))

    def test_each_state_of_a_mandate(self):
        """BEY-02: only a valid mandate is collected under."""
        for state, code in (("draft", "mandate_draft"), ("expired", "mandate_lapsed"),
                            ("cancelled", "mandate_cancelled"), ("used", "mandate_used"),
                            ("suspended", "mandate_suspended")):
            self.assertProblems([code], state=state)

    def test_reference_and_signature(self):
        """BEY-02: a reference that banks can read, a signature with day and town that is not after the debit."""
        self.assertProblems(["mandate_reference"], mandate_reference="É 1")
        self.assertProblems(["unsigned"], signed_on=None)
        self.assertProblems(["unsigned"], town="")
        self.assertProblems(["signed_late"], signed_on=date(2026, 12, 2))
        self.assertProblems([], signed_on=DAY)

    def test_a_mandate_lapses(self):
        """BEY-02: 36 months after the last debit, told once."""
        self.assertProblems(["mandate_lapsed"], signed_on=date(2023, 12, 1))
        self.assertProblems([], signed_on=date(2023, 12, 2))
        self.assertProblems([], signed_on=date(2020, 1, 1), last_debit_on=date(2024, 1, 1))
        self.assertProblems(["mandate_lapsed"], state="expired", signed_on=date(2020, 1, 1))

    def test_the_account(self):
        """SEP-05, BEY-02: an account that is used, right, not the company's own, with a BIC where one is needed."""
        self.assertProblems(["account_archived"], account_active=False)
        self.assertProblems(["iban_checksum"], iban="FR1520041010050500013M02606")
        self.assertProblems(["own_account"], replace(TERMS, own_ibans=frozenset({FR_IBAN})))
        self.assertProblems(["own_account"], replace(TERMS, own_ibans=frozenset({FR_IBAN})), iban=f" {FR_IBAN[:4]} "
                            + FR_IBAN[4:])
        self.assertProblems(["bic_missing"], replace(TERMS, bic_required=True), bic="")
        self.assertProblems([], bic="")
        self.assertProblems(["bic_wrong"], bic="PSST")
        self.assertProblems([], replace(TERMS, bic_required=True))

    def test_accounts_outside_the_european_economic_area(self):
        """BEY-02: the bank wants a BIC, and the debtor's address in a version that carries it."""
        swiss = {"iban": SWISS_IBAN, "bic": "UBSWCHZH80A"}
        self.assertProblems([], **swiss)
        self.assertProblems(["address"], has_address=False, **swiss)
        self.assertProblems(["address_format"], replace(TERMS, structured_address=False), has_address=False, **swiss)
        self.assertProblems(["bic_abroad"], iban=SWISS_IBAN, bic="")
        self.assertProblems(["iban_checksum"], iban=f"{SWISS_IBAN[:-1]}8", bic="")
        self.assertProblems([], has_address=False)

    def test_holder_and_scheme(self):
        """BEY-02: a holder's name that banks can read; mandates between firms are of firms."""
        self.assertProblems(["name"], holder="🚀")
        self.assertProblems(["b2b_person"], scheme="B2B", is_company=False)
        self.assertProblems([], scheme="B2B")
        self.assertProblems([], is_company=False)

    def test_all_reasons_in_their_order(self):
        """BEY-02: what is wrong with the item, then with its mandate, each told at once."""
        one = replace(ITEM, hold="disputed", currency="USD", due_on=date(2026, 12, 2),
                      mandate=replace(MANDATE, state="draft", town="", account_active=False, holder=""))
        self.assertEqual(find_problems(one, TERMS), [
            "hold", "currency", "not_due", "mandate_draft", "unsigned", "account_archived", "name"])

    def test_an_item_without_mandate_or_with_one_that_is_taken(self):
        """BEY-02: none, or one for a single debit that serves another item."""
        self.assertEqual(find_problems(replace(ITEM, mandate=None), TERMS), ["no_mandate"])
        self.assertEqual(find_problems(replace(ITEM, mandate=None, one_off_taken=True), TERMS), ["no_mandate"])
        self.assertEqual(find_problems(replace(ITEM, one_off_taken=True), TERMS), ["one_off_taken"])

    def test_what_was_found_already_is_taken_over(self):
        """BEY-04: the mandate of many items is looked at once."""
        self.assertEqual(find_problems(ITEM, TERMS, ["mandate_draft"]), ["mandate_draft"])
        broken = replace(ITEM, mandate=replace(MANDATE, state="draft"))
        self.assertEqual(find_problems(broken, TERMS, []), [])

    def test_a_settled_amount_is_called_so(self):
        """BEY-02: nothing left to collect is another thing than too much."""
        for amount, wanted in (("0", ["settled"]), ("-5", ["settled"]), ("0.01", []), ("999999999.99", []),
                               ("1000000000", ["amount"])):
            self.assertEqual(find_problems(replace(ITEM, amount=Decimal(amount)), TERMS), wanted, amount)

    def test_nothing_is_told_of_what_is_none_of_ours(self):
        """BEY-02: an item of another company, or no due item, ends the check."""
        self.assertEqual(find_problems(replace(ITEM, own_company=False, mandate=None), TERMS), ["company"])
        self.assertEqual(find_problems(replace(ITEM, is_open_receivable=False, hold="x"), TERMS), ["not_due_item"])

import io
import logging
from unittest.mock import patch

from freezegun import freeze_time
from lxml import etree
from odoo import fields
from odoo.addons.egg_debit.tests.common import FR_IBAN
from odoo.addons.egg_sepa.core.pain008 import DIALECTS
from odoo.addons.egg_sepa.core.returns import Return
from odoo.addons.egg_sepa.core.schema import check_pain008
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger
from psycopg2.errors import UniqueViolation

from ..common import SepaCase, read_files

#: Another account of a debtor; never the company's own.
OTHER_IBAN = "FR5720041010050500017M02692"


def texts(content, tag):
    return [one.text for one in etree.fromstring(content).iter("{*}" + tag)]


@tagged("post_install", "-at_install")
class TestCollect(SepaCase):
    def test_the_screen_says_what_to_do_with_the_file(self):
        """SEP-21: the collection's screen tells to download, unzip, and hand the XML to the bank's site."""
        arch = self.env["egg.sepa.collection"].get_view(view_type="form")["arch"]
        for word in ("Download the file", "unzip", "bank's site"):
            self.assertIn(word, arch)

    def test_every_format_gives_a_valid_file(self):
        """SEP-01, SEP-02, SEP-03, SEP-20, BEY-01: one XML in a zip, valid, with the sum of the invoices."""
        moves = self.make_debits(3)
        moves.line_ids.partner_id.bank_ids.egg_bic = "COBADEFFXXX"
        for code in DIALECTS:
            with self.subTest(code):
                collection = self.collect(moves, format=code)
                self.assertTrue(collection.attachment_id.name.endswith(".zip"))
                totals = check_pain008(io.BytesIO(self.read_xml(collection)), code)
                self.assertEqual((totals.count, float(totals.amount)), (3, 303.0))
                self.assertEqual((collection.item_count, collection.amount_total), (3, 303.0))
                collection.action_cancel()

    def test_the_form_opens_from_items_and_from_invoices(self):
        """SEP-14: bound to due items and to invoices; ticking either fills the form."""
        moves = self.make_debits(2)
        for action, model in (("items", "account.move.line"), ("invoices", "account.move")):
            record = self.env.ref(f"egg_sepa.egg_sepa_collect_{action}_action")
            bound = record if action == "items" else self.env.ref("egg_sepa.egg_collect_server_action")
            self.assertEqual((bound.binding_model_id.model, record.res_model), (model, "egg.sepa.collect"))
        items = moves._get_egg_due_items()
        run = self.env["egg.sepa.collect"].with_context(active_model="account.move.line",
                                                        active_ids=items.ids).create({})
        self.assertEqual((run.ready_ids, self.open_form(moves).ready_ids), (items, items))

    def test_nothing_to_collect(self):
        """SEP-14, SCR-17: drafts, credit notes, bills and nothing ticked are told at once, before a window opens;
        beside them an invoice is collected.
        """
        due = self.make_debits(1)
        draft = self.make_invoice(self.partner_a, post=False)
        others = [self.make_invoice(self.partner_a, move_type=kind) for kind in ("out_refund", "in_invoice")]
        for moves in (draft, *others, self.env["account.move"]):
            with self.assertRaisesRegex(UserError, "Nothing is due of these documents"):
                moves.action_egg_collect()
        self.assertEqual((due | draft).action_egg_collect()["res_model"], "egg.sepa.collect")

    def test_a_screen_of_ticked_items(self):
        """SEP-14, SEP-15: the form shows the ready items and, for the others, why not."""
        moves = self.make_debits(1) | self.make_invoice(self.partner_a)
        with Form(self.env["egg.sepa.collect"].with_context(active_model="account.move", active_ids=moves.ids)) as form:
            self.assertEqual((form.ready_count, form.problem_count, form.format), (1, 1, "pain.008.001.08"))
            self.assertIn("no mandate", form.problems)
            self.assertIn("14 days", form.date_warning)

    def test_default_format_per_bank(self):
        """SEP-04: the journal's own format is preselected; new journals use the current version."""
        moves = self.make_debits(1)
        self.assertEqual(self.open_form(moves).format, "pain.008.001.08")
        self.bank.egg_sepa_format = "pain.008.001.02"
        self.assertEqual(self.open_form(moves).format, "pain.008.001.02")

    def test_all_fields_are_needed_but_the_identification(self):
        """SEP-16: every missing field is named, together; the identification may be empty."""
        moves = self.make_debits(1)
        run = self.open_form(moves)
        run.write({"creditor_identifier": False, "iban": False, "bic": False, "issuer": False, "format": False,
                   "journal_id": run.journal_id.id})
        with self.assertRaises(UserError) as caught:
            run.action_validate()
        for label in ("ICS", "IBAN", "BIC", "Issuer", "Format"):
            self.assertIn(f"Please fill in: {label}.", str(caught.exception))
        for name in ("collect_on", "journal_id"):
            run = self.open_form(moves)
            run[name] = False
            with self.assertRaisesRegex(UserError, "fill in"):
                run.action_validate()
        self.assertTrue(self.collect(moves))

    def test_the_identification_is_in_the_file(self):
        """SEP-17: the note for the bank is written."""
        content = self.read_xml(self.collect(self.make_debits(1), identification="CLIENT 42"))
        self.assertIn("CLIENT-42", texts(content, "Id"))

    def test_what_is_typed_for_a_run_is_not_stored(self):
        """SEP-18: an empty BIC must be typed, and the company does not keep it."""
        self.bank.bank_account_id.egg_bic = False
        self.company.egg_debit_issuer = False
        moves = self.make_debits(1)
        run = self.open_form(moves)
        self.assertEqual((run.bic, run.issuer), (False, self.company.name))
        self.assertEqual((run.creditor_identifier, run.iban.replace(" ", "")), ("FR72ZZZ123456", FR_IBAN))
        with self.assertRaisesRegex(UserError, "BIC"):
            run.action_validate()
        content = self.read_xml(self.collect(moves, bic="PSSTFRPPPAR", issuer="Autre nom"))
        self.assertEqual(texts(content, "BICFI")[0], "PSSTFRPPPAR")
        self.assertFalse(self.bank.bank_account_id.egg_bic or self.company.egg_sepa_bic
                         or self.company.egg_debit_issuer)

    def test_the_date_must_be_ahead(self):
        """SEP-19: today is refused; too short a lead warns; the stamp is the time that was asked."""
        moves = self.make_debits(1)
        with self.assertRaisesRegex(UserError, "in the future"):
            self.collect(moves, collect_on="2026-11-24")
        run = self.open_form(moves, collect_on="2026-11-25")
        self.assertIn("11/26/2026", run.date_warning)
        self.assertEqual(self.open_form(moves).collect_on, fields.Date.to_date("2026-11-26"))
        content = self.read_xml(self.collect(moves, collect_on="2026-11-25", stamp_time=14.5))
        self.assertEqual((texts(content, "CreDtTm"), texts(content, "ReqdColltnDt")),
                         (["2026-11-24T14:30:00"], ["2026-11-25"]))

    def test_a_bank_holiday_is_refused(self):
        """BEY-02: on a closing day of TARGET the next open day is proposed."""
        moves = self.make_debits(1)
        self.assertIn("12/28/2026", self.open_form(moves, collect_on="2026-12-25").date_warning)
        with self.assertRaisesRegex(UserError, "12/28/2026"):
            self.collect(moves, collect_on="2026-12-25")

    def test_instalments_due_of_the_right_mode(self):
        """SEP-22: of 12 instalments only those due and of mode direct debit are collected, one debit each."""
        term = self.env["account.payment.term"].create({"name": "12x", "line_ids": [
            (0, 0, {"value": "percent", "value_amount": 100 / 12 if n < 11 else 100 - 11 * round(100 / 12, 6),
                    "nb_days": 30 * n})
            for n in range(12)]})
        mandate = self.make_mandate()
        invoice = self.make_invoice(mandate.partner_id, 1200.0, invoice_date="2026-09-01",
                                    invoice_payment_term_id=term.id,
                                    invoice_date_due=False)
        items = invoice._get_egg_due_items()
        self.assertEqual(len(items), 12)
        items[1].egg_payment_mode_id = self.env.ref("egg_billing.payment_mode_cheque")
        collection = self.collect(invoice, collect_on="2026-12-01")
        due = items.filtered(lambda line: line.date_maturity <= fields.Date.to_date("2026-12-01"))
        self.assertEqual(len(due), 4)
        self.assertEqual(collection.item_ids.due_item_id, due - items[1])
        self.assertIn("not direct debit", collection.skipped_note)

    def test_the_bank_gets_unique_references_and_readable_names(self):
        """SEP-20, SEP-22: references are unique and traceable, the text names the invoice, two items are two debits."""
        account = self.make_account()
        account.acc_holder_name = "Cœur d'Été & Fils"
        first = self.make_mandate(account=account, name="RUM-A")
        moves = self.make_invoice(first.partner_id) | self.make_invoice(first.partner_id)
        collection = self.collect(moves)
        content = self.read_xml(collection)
        self.assertEqual(sorted(texts(content, "EndToEndId")),
                         sorted(f"{collection.name}-{collection.id}-{n}" for n in (1, 2)))
        self.assertEqual(texts(content, "InstdAmt"), ["100.00", "100.00"])
        self.assertIn("Coeur d'Ete + Fils", texts(content, "Nm"))
        self.assertTrue(any(moves[0].name.replace("/", "") in text.replace("/", "")
                            for text in texts(content, "Ustrd")))

    def test_core_and_b2b_get_a_file_each(self):
        """SEP-20: the zip holds one file per scheme."""
        moves = self.make_debits(1) | self.make_invoice(self.make_mandate(1, scheme="B2B").partner_id)
        files = read_files(self.collect(moves))
        self.assertEqual(sorted(name.split("_")[0].rsplit("-", 1)[1] for name in files), ["B2B", "CORE"])
        for content in files.values():
            self.assertEqual(check_pain008(io.BytesIO(content), "pain.008.001.08").count, 1)


    def test_a_run_of_many_batches_is_one_file(self):
        """SEP-20, SEP-22, BEY-03: items are worked on in batches: their seams show nowhere in the file,
        in the items or in the reasons.
        """
        moves = self.make_debits(3)
        mandate = moves[0].partner_id.egg_mandate_ids
        mandate.next_is_final = True
        self.company.egg_sepa_first_sequence = "FRST"
        moves |= self.make_invoice(mandate.partner_id,
                                   7.0) | self.make_invoice(self.partner_a) | self.make_invoice(mandate.partner_id, 8.0)
        whole = self.collect(moves)
        picture = lambda one: [  # noqa: E731
            [texts(self.read_xml(one), tag) for tag in ("InstdAmt", "MndtId", "SeqTp", "NbOfTxs", "CtrlSum", "Ustrd")],
            one.item_ids.sorted("id").mapped(lambda item: (item.due_item_id, item.mandate_id, item.amount,
                                                           item.sequence_type, item.iban)),
            one.skipped_note, one.item_count, one.amount_total]
        wanted = picture(whole)
        self.assertEqual(whole.item_ids.sorted("id").mapped("sequence_type"), ["FRST", "FRST", "FRST", "RCUR", "FNAL"])
        whole.action_cancel()
        with patch("odoo.addons.egg_sepa.wizards.collection_form.BATCH",
                   2), patch("odoo.addons.egg_sepa.wizards.collection_items.BATCH", 2), \
                patch("odoo.addons.egg_sepa.wizards.collection_mandates._KEPT", 0):
            self.assertEqual(picture(self.collect(moves)), wanted)

    def test_of_many_left_out_the_number_is_told(self):
        """BEY-02: the first ones are told with their reasons, of the others their number."""
        moves = self.make_debits(1) | self.make_invoice(self.partner_a) | self.make_invoice(
            self.partner_a) | self.make_invoice(self.partner_a)
        with patch("odoo.addons.egg_debit.wizards.claim_form.SHOWN_PROBLEMS", 1):
            form = self.open_form(moves)
            self.assertEqual((form.ready_count, form.problem_count), (1, 3))
            self.assertIn("And 2 more", form.problems)
            self.assertEqual(form.problems.count("no mandate"), 1)


@tagged("post_install", "-at_install")
class TestFirstSentence(SepaCase):
    """What the form begins with."""

    def test_so_many_and_how_much(self):
        """SCR-15: how many items, how much, and how many are left out."""
        moves = self.make_debits(2) | self.make_invoice(self.partner_a)
        form = self.open_form(moves)
        self.assertEqual(form.summary, f"2 items to debit, {form.currency_id.format(form.ready_total)}; 1 left out.")

    def test_nothing_says_why_and_what_to_do(self):
        """SCR-15: an empty form says the reason of most items, and opens their customers."""
        moves = self.make_invoice(self.partner_a) | self.make_invoice(self.partner_a)
        form = self.open_form(moves)
        self.assertEqual(form.summary, "Nothing to debit. The customer has no mandate: fill in the Bank tab of the "
                                       "customer.")
        action = form.action_open_customers()
        self.assertEqual((action["res_model"], action["res_id"]), ("res.partner", self.partner_a.id))
        self.assertEqual(self.open_form(moves.browse()).summary, "Nothing to debit: no amount due is ticked.")

    def test_collecting_from_the_invoice_list(self):
        """SCR-17: a server action on invoices opens the form with what is due of them."""
        moves = self.make_debits(2)
        action = self.env.ref("egg_sepa.egg_collect_server_action").with_context(
            active_model="account.move", active_ids=moves.ids).run()
        form = self.env[action["res_model"]].with_context(**action["context"]).create({})
        self.assertEqual(form.ready_count, 2)


@tagged("post_install", "-at_install")
class TestPreflight(SepaCase):
    def reasons(self, moves, **values):
        problems = self.open_form(moves, **values)._plan().problems
        return {self.env["account.move.line"].browse(line).move_id: " ".join(texts) for line, texts in problems.items()}

    def test_three_of_ten_have_a_defect(self):
        """BEY-02: ten ticked items of which three have a defect:
        three are listed with a reason, seven are collected.
        """
        moves = self.make_debits(10)
        mandates = moves.partner_id.egg_mandate_ids.sorted("id")
        mandates[0].action_suspend()
        mandates[1].write({"signature_town": False})
        moves[2]._get_egg_due_items().egg_payment_mode_id = self.env.ref("egg_billing.payment_mode_cheque")
        collection = self.collect(moves)
        self.assertEqual(collection.item_count, 7)
        for text in ("suspended", "signature date or town", "not direct debit"):
            self.assertIn(text, collection.skipped_note)

    def test_no_mandate(self):
        """SEP-08, SEP-15: without mandate, or with one that is not ready, the item is refused with the reason."""
        without = self.make_invoice(self.make_account(0).partner_id)
        draft = self.make_invoice(self.make_mandate(1, ready=False).partner_id)
        reasons = self.reasons(without | draft)
        self.assertIn("no mandate", reasons[without])
        self.assertIn("press Insert", reasons[draft])
        with self.assertRaisesRegex(UserError, "None of the ticked"):
            self.collect(without | draft)

    def test_what_cannot_be_collected(self):
        """BEY-02: credit notes, drafts, foreign currencies, lapsed and late mandates,
        odd names: each its own reason.
        """
        partner = self.make_mandate(0).partner_id
        refund = self.make_invoice(partner, move_type="out_refund", invoice_date_due=False)
        draft = self.make_invoice(partner, post=False)
        dollars = self.make_invoice(partner, currency_id=self.env.ref("base.USD").id)
        lapsed = self.make_invoice(self.make_mandate(1, ready=False, state="valid",
                                                     signature_date="2020-01-01").partner_id)
        greek = self.make_mandate(2)
        greek.bank_account_id.acc_holder_name = "🚀🚀"
        emoji = self.make_invoice(greek.partner_id)
        huge = self.make_invoice(self.make_mandate(3).partner_id, 1000000000.0)
        paid = self.make_invoice(partner)
        self.env["account.payment.register"].with_context(active_model="account.move",
                                                          active_ids=paid.ids).create({})._create_payments()
        swiss = self.make_mandate(account=self.make_account(acc_number="CH9300762011623852957"))
        abroad = self.make_invoice(swiss.partner_id)
        reasons = self.reasons(refund | draft | dollars | lapsed | emoji | huge | paid | abroad)
        for move, text in (
            (refund, "credit note"),
            (draft, "draft"),
            (dollars, "USD"),
            (lapsed, "36 months"),
            (emoji, "Latin letters"),
            (huge, "999,999,999.99"),
            (paid, "Nothing is left to pay"),
            (abroad, "outside the European Economic Area"),
        ):
            self.assertIn(text, reasons[move])
        swiss.partner_id.write({"city": "東京", "zip": "1201", "country_id": self.env.ref("base.ch").id})
        self.assertIn("banks need the town", self.reasons(abroad)[abroad])
        swiss.partner_id.city = "Genève"
        self.assertIn("cannot carry the address", self.reasons(abroad, format="pain.008.003.02")[abroad])
        swiss.bank_account_id.egg_bic = False
        self.assertIn("banks need its BIC", self.reasons(abroad)[abroad])
        swiss.bank_account_id.egg_bic = "POFICHBEXXX"
        self.assertEqual(texts(self.read_xml(self.collect(abroad)), "TwnNm"), ["Geneve"])
        greek.bank_account_id.acc_holder_name = "Αθήνα ΑΕ"
        self.assertIn("Athina AE", texts(self.read_xml(self.collect(emoji)), "Nm"))

    def test_the_own_account_is_no_debtor(self):
        """BNK-09: the company's own IBAN in a mandate is told before the file."""
        own = self.make_invoice(self.make_mandate(account=self.make_account(acc_number=FR_IBAN)).partner_id)
        self.assertIn("is your own", self.reasons(own)[own])

    def test_any_numbering_works(self):
        """BNK-10: with a prefix of any length each collection has references of its own,
        within the 35 characters of the bank.
        """
        series = self.env["ir.sequence"].search([("code", "=", "egg.sepa.collection"),
                                                 ("company_id", "=", self.company.id)])
        series.prefix = "PRELEVEMENT_2026_AGENCE_DE_CLERMONT_FERRAND_"
        first, second = (self.collect(move) for move in self.make_debits(2))
        references = [*first.item_ids.mapped("end_to_end"), *second.item_ids.mapped("end_to_end"),
                      first.item_ids.message_ref, second.item_ids.message_ref, first.item_ids.batch_ref,
                      second.item_ids.batch_ref]
        self.assertEqual(len(set(references)), 6)
        self.assertLessEqual(max(map(len, references)), 35)

    def test_a_refused_first_debit_goes_as_first_again(self):
        """SEP-20: refused as FRST, the next debit is FRST; refunded after it was paid,
        or followed by another, it is RCUR.
        """
        self.company.egg_sepa_first_sequence = "FRST"
        for code, expected in (("AM04", "FRST"), ("MD06", "RCUR")):
            with self.subTest(code):
                move = self.make_invoice(self.make_mandate().partner_id)
                first = self.collect(move)
                self.book(first)
                first.item_ids._apply_return(Return(first.item_ids.end_to_end, code))
                again = self.collect(move)
                self.assertEqual((first.item_ids.sequence_type, again.item_ids.sequence_type), ("FRST", expected))
                self.book(again)
                later = self.collect(self.make_invoice(move.partner_id))
                self.assertEqual(later.item_ids.sequence_type, "RCUR")

    def test_a_missing_bic(self):
        """SEP-02, BEY-02: only pain.008.002.02 leaves out an account without BIC."""
        moves = self.make_debits(1)
        moves.partner_id.bank_ids.egg_bic = False
        self.assertIn("BIC", self.reasons(moves, format="pain.008.002.02")[moves])
        self.assertFalse(self.reasons(moves, format="pain.008.003.02"))

    def test_all_reasons_of_an_item_are_told_at_once(self):
        """BEY-02: two defects, two reasons."""
        cheque = self.env.ref("egg_billing.payment_mode_cheque")
        invoice = self.make_invoice(self.make_mandate(ready=False).partner_id, egg_payment_mode_id=cheque.id)
        reasons = self.reasons(invoice)[invoice]
        self.assertIn("not direct debit", reasons)
        self.assertIn("press Insert", reasons)

    def test_another_company_is_left_out(self):
        """SEP-15: an item of another company is refused with its reason."""
        other = self.setup_other_company()
        move = self.env["account.move"].with_company(other["company"]).create({
            "move_type": "out_invoice", "partner_id": self.partner_a.id, "invoice_date": "2026-11-01",
            "invoice_line_ids": [(0, 0, {"name": "x", "price_unit": 10, "tax_ids": False})]})
        move.action_post()
        self.assertIn("another company", self.reasons(move)[move])

    def test_a_one_off_mandate_serves_once(self):
        """BEY-03: of two items of a one-off mandate one is collected; then the mandate is used up."""
        mandate = self.make_mandate(kind="one_off")
        moves = self.make_invoice(mandate.partner_id) | self.make_invoice(mandate.partner_id)
        collection = self.collect(moves)
        self.assertEqual(collection.item_ids.mapped("sequence_type"), ["OOFF"])
        collection.action_sent()
        self.assertEqual(mandate.state, "used")
        self.assertIn("used up", self.reasons(moves)[moves - collection.item_ids.move_id])


@tagged("post_install", "-at_install")
class TestSequenceTypes(SepaCase):
    def test_first_then_recurrent(self):
        """BEY-03: a new recurrent mandate is FRST or RCUR by setting, then RCUR; the last is FNAL and closes it."""
        mandate = self.make_mandate()
        self.company.egg_sepa_first_sequence = "FRST"

        def collect():
            return self.collect(self.make_invoice(mandate.partner_id) | self.make_invoice(mandate.partner_id))

        first = collect()
        self.assertEqual(first.item_ids.mapped("sequence_type"), ["FRST", "RCUR"])
        self.assertEqual(collect().item_ids.mapped("sequence_type"), ["RCUR", "RCUR"])
        first.action_sent()
        mandate.next_is_final = True
        last = collect()
        self.assertEqual(last.item_ids.mapped("sequence_type"), ["RCUR", "FNAL"])
        last.action_sent()
        self.assertEqual((mandate.state, mandate.last_debit_date), ("used", last.collect_on))
        self.company.egg_sepa_first_sequence = "RCUR"
        other = self.make_invoice(self.make_mandate(1).partner_id)
        self.assertEqual(self.collect(other).item_ids.sequence_type, "RCUR")

    def test_amendments_are_told_once(self):
        """BEY-03: a new account, number or ICS goes to the bank with the next debit, and only with that one."""
        mandate = self.make_mandate()
        self.collect(self.make_invoice(mandate.partner_id)).action_sent()
        mandate.name = "RUM-NEW"
        mandate.bank_account_id.acc_number = OTHER_IBAN
        self.company.egg_debit_creditor_identifier = "FR72ABC123456"
        collection = self.collect(self.make_invoice(mandate.partner_id))
        content = self.read_xml(collection)
        self.assertEqual(texts(content, "AmdmntInd"), ["true"])
        self.assertEqual(texts(content, "OrgnlMndtId"), [f"RUM-TEST-{mandate.bank_account_id.id}"])
        self.assertIn("SMNDA", texts(content, "Id"))
        self.assertIn("FR72ZZZ123456", texts(content, "Id"))
        collection.action_sent()
        self.assertEqual(texts(self.read_xml(self.collect(self.make_invoice(mandate.partner_id))), "AmdmntInd"), [])


@tagged("post_install", "-at_install")
class TestAmendments(SepaCase):
    def send(self, mandate):
        collection = self.collect(self.make_invoice(mandate.partner_id))
        collection.action_sent()
        return collection

    def test_a_change_between_the_file_and_its_sending_is_told_by_the_next(self):
        """BEY-03: the file was made with the old number and account;
        sending it does not lose the change made meanwhile.
        """
        mandate = self.make_mandate()
        collection = self.collect(self.make_invoice(mandate.partner_id))
        old = mandate.name
        mandate.name = "RUM-LATER"
        mandate.bank_account_id.acc_number = OTHER_IBAN
        collection.action_sent()
        self.assertEqual((mandate.amended_reference, mandate.amended_account), (old, True))
        content = self.read_xml(self.send(mandate))
        self.assertEqual((texts(content, "OrgnlMndtId"), "SMNDA" in texts(content, "Id")), ([old], True))
        self.assertEqual((mandate.amended_reference, mandate.amended_account), (False, False))

    def test_a_number_taken_back_is_no_change(self):
        """BEY-03: the number is changed and changed back before the next debit: nothing is told."""
        mandate = self.make_mandate()
        self.send(mandate)
        old = mandate.name
        mandate.name = "RUM-B"
        mandate.name = "RUM-C"
        self.assertEqual(mandate.amended_reference, old)
        mandate.name = old
        self.assertFalse(mandate.amended_reference)

    def test_a_change_refused_with_its_debit_is_told_again(self):
        """BEY-03, BEY-04: the debit that told of a new number comes back: the next one tells it again."""
        mandate = self.make_mandate()
        self.send(mandate)
        old, mandate.name = mandate.name, "RUM-NEW"
        item = self.send(mandate).item_ids
        self.assertEqual((item.amended_reference, mandate.amended_reference), (old, False))
        item._apply_return(Return(item.end_to_end, "AM04"))
        self.assertEqual(mandate.amended_reference, old)

    def test_a_former_creditor_refused_with_its_debit_is_told_again(self):
        """BEY-03, BEY-04: a new ICS and name are told; the debit is refused:
        the bank still knows the former ones, the next tells again.
        """
        mandate = self.make_mandate()
        self.send(mandate)
        self.company.write({"egg_debit_creditor_identifier": "FR72ABC123456", "egg_debit_issuer": "Nouveau Nom"})
        item = self.send(mandate).item_ids
        self.assertEqual((item.amended_creditor_identifier, item.amended_creditor), ("FR72ZZZ123456", "Société Test"))
        self.assertEqual((mandate.creditor_identifier, mandate.creditor_name), ("FR72ABC123456", "Nouveau Nom"))
        item._apply_return(Return(item.end_to_end, "AM04"))
        (told,) = etree.fromstring(self.read_xml(self.send(mandate))).iter("{*}OrgnlCdtrSchmeId")
        self.assertEqual((told.findtext("{*}Nm"), told.findtext(".//{*}Othr/{*}Id")), ("Societe Test", "FR72ZZZ123456"))
        self.assertEqual(texts(self.read_xml(self.send(mandate)), "OrgnlCdtrSchmeId"), [])

    def test_a_new_account_refused_with_its_debit_is_told_again(self):
        """BEY-03, BEY-04: also when the number changed once more meanwhile:
        the bank knows what it knew before the refusal.
        """
        mandate = self.make_mandate()
        self.send(mandate)
        known, mandate.name = mandate.name, "RUM-B"
        mandate.bank_account_id.acc_number = OTHER_IBAN
        item = self.send(mandate).item_ids
        mandate.name = "RUM-C"
        item._apply_return(Return(item.end_to_end, "AC06"))
        mandate.state = "valid"
        self.assertEqual((mandate.amended_reference, mandate.amended_account), (known, True))
        content = self.read_xml(self.send(mandate))
        self.assertEqual((texts(content, "OrgnlMndtId"), "SMNDA" in texts(content, "Id")), ([known], True))

    def test_what_a_refunded_debit_told_is_known(self):
        """BEY-03, BEY-04: a refund comes after the settlement: the bank took the change with the debit."""
        mandate = self.make_mandate()
        self.send(mandate)
        mandate.name = "RUM-NEW"
        item = self.send(mandate).item_ids
        item._apply_return(Return(item.end_to_end, "MD06"))
        self.assertFalse(mandate.amended_reference)

    def test_only_the_first_debit_of_a_mandate_tells(self):
        """BEY-03, SEP-01, SEP-02, SEP-03: of three debits of a mandate in a file the first alone carries the amendment.

        Where the account is told as a new bank (SMNDA in OrgnlDbtrAgt), its sequence type is FRST: the note on SeqTp in
        the schemas of pain.008.002.02 and .003.02, even when the mandate's debits end with it. The other versions know
        no such rule.
        """
        mandate = self.make_mandate()
        self.send(mandate)
        mandate.bank_account_id.write({"acc_number": OTHER_IBAN, "egg_bic": "PSSTFRPPPAR"})
        for count, final in ((3, False), (1, True)):
            mandate.next_is_final = final
            moves = self.env["account.move"].concat(*(self.make_invoice(mandate.partner_id)
                                                      for _number in range(count)))
            for code, dialect in DIALECTS.items():
                with self.subTest(code, final=final):
                    collection = self.collect(moves, format=code)
                    first, *others = collection.item_ids.sorted("id")
                    told = "FRST" if dialect.first_when_moved else "FNAL" if final else "RCUR"
                    self.assertEqual((first.sequence_type, {item.sequence_type for item in others} - {"RCUR"}),
                                     (told, set()))
                    self.assertEqual((first.amended_account, any(item.amended_account for item in others)),
                                     (True, False))
                    (moved,) = etree.fromstring(self.read_xml(collection)).iter("{*}" + dialect.moved_tag)
                    batch = next(moved.iterancestors("{*}PmtInf"))
                    self.assertEqual(batch.findtext("{*}PmtTpInf/{*}SeqTp"), told)
                    collection.action_cancel()

    def test_what_a_file_under_way_tells_is_not_told_twice(self):
        """BEY-03: a second file made before the first is sent says nothing;
        once the first is cancelled, the next one tells.
        """
        mandate = self.make_mandate()
        self.send(mandate)
        mandate.name = "RUM-NEW"
        mandate.bank_account_id.acc_number = OTHER_IBAN
        self.company.write({"egg_debit_creditor_identifier": "FR72ABC123456", "egg_debit_issuer": "Nouveau Nom"})
        collect = lambda: self.collect(self.make_invoice(mandate.partner_id))  # noqa: E731
        told = lambda one: texts(self.read_xml(one), "AmdmntInd")  # noqa: E731
        first, second = collect(), collect()
        self.assertEqual((told(first), told(second)), (["true"], []))
        first.action_cancel()
        self.assertEqual(told(collect()), ["true"])

    def test_a_new_creditor_name_is_told(self):
        """BEY-03: the company's new name goes to the bank with the next debit, once."""
        mandate = self.make_mandate()
        self.send(mandate)
        self.company.egg_debit_issuer = "Nouveau Nom"
        content = etree.fromstring(self.read_xml(self.send(mandate)))
        self.assertEqual([one.findtext("{*}Nm") for one in content.iter("{*}OrgnlCdtrSchmeId")], ["Societe Test"])
        self.assertEqual(texts(self.read_xml(self.send(mandate)), "OrgnlCdtrSchmeId"), [])

    def test_a_mandate_stays_with_its_customer(self):
        """BEY-02: a signed mandate cannot be moved to the account of another customer."""
        mandate = self.make_mandate()
        with self.assertRaisesRegex(UserError, "that customer"):
            mandate.bank_account_id = self.make_account(1)
        mandate.bank_account_id = self.make_account(1, partner=mandate.partner_id)

    def test_a_mandate_in_a_file_is_not_cancelled(self):
        """BEY-02: first the collection is cancelled, then its mandate; a closed mandate is not made ready again."""
        mandate = self.make_mandate()
        collection = self.collect(self.make_invoice(mandate.partner_id))
        with self.assertRaisesRegex(UserError, collection.name):
            mandate.action_cancel()
        collection.action_cancel()
        mandate.action_cancel()
        with self.assertRaisesRegex(UserError, "closed"):
            mandate.action_insert()

    def test_a_one_off_mandate_serves_again_after_a_return(self):
        """BEY-03, BEY-04: no money came: its one debit may be presented again,
        unless the debtor or the mandate is the reason.
        """
        for number, (code, state) in enumerate((("AM04", "valid"), ("MD06", "used"), ("AC04", "used"))):
            mandate = self.make_mandate(number, kind="one_off")
            item = self.send(mandate).item_ids
            item._apply_return(Return(item.end_to_end, code))
            self.assertEqual(mandate.state, state, code)


@tagged("post_install", "-at_install")
class TestLife(SepaCase):
    def test_what_went_to_the_bank_cannot_be_changed(self):
        """SEP-20, SEP-23: by RPC neither the debit nor the collection is changed, nor goes back to an earlier state."""
        user = new_test_user(self.env, "sepa_rpc", groups="account.group_account_invoice", company_id=self.company.id)
        collection = self.collect(self.make_debits(1)).with_user(user)
        item = collection.item_ids
        for record, values in ((item, {"amount": 1.0}), (item, {"mandate_id": False}), (collection, {"iban": FR_IBAN}),
                               (collection, {"amount_total": 1.0}), (collection, {"state": "booked"})):
            with self.assertRaisesRegex(UserError, "cannot (be changed|change)"):
                record.write(values)
        collection.action_cancel()
        for record, state in ((item, "pending"), (collection, "ready")):
            with self.assertRaisesRegex(UserError, "over"):
                record.state = state

    def test_what_was_paid_meanwhile_is_shown(self):
        """BEY-05: the screen of a file that is ready counts the debits paid since;
        once sent, their payment stays a credit.
        """
        moves = self.make_debits(2)
        collection = self.collect(moves)
        self.assertEqual(collection.settled_count, 0)
        self.env["account.payment.register"].with_context(active_model="account.move", active_ids=moves[0].ids).create(
            {})._create_payments()
        collection.invalidate_recordset(["settled_count"])
        self.assertEqual(collection.settled_count, 1)
        self.book(collection)
        open_credit = collection.item_ids[0].payment_id.move_id.line_ids.filtered(lambda line: line.amount_residual < 0)
        self.assertEqual((collection.state, open_credit.amount_residual), ("booked", -100.0))
        told = [" ".join(move.message_ids.mapped("body")) for move in moves]
        self.assertRegex(told[0], "100.00.* of the debit of .*100.00.* were not owed any more")
        self.assertNotIn("not owed any more", told[1])

    def test_the_booked_entry_is_the_one_that_core_makes(self):
        """BEY-05: a payment made in a batch has the same entry, and the same VAT on payments,
        as one registered by hand.
        """
        transition = self.env["account.account"].create(
            {"name": "TVA en attente", "code": "445799", "account_type": "liability_current", "reconcile": True})
        self.company.tax_exigibility = True
        tax = self.env["account.tax"].create({
            "name": "20 % encaissements", "amount": 20, "tax_exigibility": "on_payment", "type_tax_use": "sale",
            "cash_basis_transition_account_id": transition.id})
        lines = [(0, 0, {"name": "Conseil", "price_unit": 100, "tax_ids": [(6, 0, tax.ids)]})]
        partners = [self.make_mandate(number).partner_id for number in range(3)]
        batch = self.env["account.move"].concat(*(self.make_invoice(one, invoice_line_ids=lines)
                                                  for one in partners[:2]))
        by_hand = self.make_invoice(partners[2], invoice_line_ids=lines)
        collection = self.collect(batch)
        self.book(collection)
        self.env["account.payment.register"].with_context(active_model="account.move", active_ids=by_hand.ids).create(
            {"payment_date": collection.collect_on, "journal_id": self.bank.id})._create_payments()

        def picture(invoice):
            entries = invoice.matched_payment_ids.move_id | invoice.tax_cash_basis_created_move_ids
            return sorted((line.account_id.code, line.debit, line.credit, line.reconciled, line.parent_state,
                           str(line.date))
                          for line in entries.line_ids), invoice.payment_state, invoice.amount_residual

        self.assertEqual(len(batch[0].tax_cash_basis_created_move_ids), 1)
        self.assertEqual([picture(one) for one in batch], [picture(by_hand)] * 2)
        self.assertTrue(all(batch.line_ids.filtered(lambda line: line.account_id == transition).mapped("reconciled")))

    def test_an_item_is_in_one_live_file(self):
        """SEP-23: a second run refuses the item with the name of the file; the database refuses it too."""
        moves = self.make_debits(1)
        collection = self.collect(moves)
        self.assertIn(collection.name, " ".join(*self.open_form(moves)._plan().problems.values()))
        self.assertIn(collection.name,
                      moves._get_egg_due_items()._get_egg_hold_reasons()[moves._get_egg_due_items().id])
        item = collection.item_ids
        values = item.copy_data({"end_to_end": "OTHER"})[0]
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation), self.env.cr.savepoint():
            item.create(values)
            self.env.flush_all()

    def test_cancelling_frees_the_items(self):
        """BEY-05: a collection of three is cancelled before sending;
        the three are collected again, its file is kept back.
        """
        moves = self.make_debits(3)
        collection = self.collect(moves)
        collection.action_cancel()
        self.assertEqual(set(collection.item_ids.mapped("state")), {"cancelled"})
        with self.assertRaisesRegex(UserError, "cancelled"):
            collection.action_download()
        self.assertEqual(self.collect(moves).item_count, 3)

    def test_a_sent_collection_cannot_be_cancelled(self):
        """BEY-05: what the bank has is not cancelled here, nor deleted, nor copied."""
        collection = self.collect(self.make_debits(1))
        collection.action_sent()
        for forbidden in (collection.action_cancel, collection.action_sent, collection.unlink, collection.copy):
            with self.assertRaises(UserError):
                forbidden()

    def test_sent_books_and_reconciles(self):
        """BEY-05: once sent, payments are booked in the background and reconciled; the mandate's last debit moves."""
        moves = self.make_debits(3)
        collection = self.collect(moves)
        self.assertEqual(moves.mapped("payment_state"), ["not_paid"] * 3)
        self.book(collection)
        self.assertEqual(collection.state, "booked")
        self.assertEqual(set(moves.mapped("payment_state")) - {"paid", "in_payment"}, set())
        self.assertEqual(moves.mapped("amount_residual"), [0.0] * 3)
        payments = collection.item_ids.payment_id
        self.assertEqual((len(payments), set(payments.mapped("state")), sorted(payments.mapped("amount"))),
                         (3, {"paid"}, [100.0, 101.0, 102.0]))
        self.assertEqual(set(moves.partner_id.egg_mandate_ids.mapped("last_debit_date")), {collection.collect_on})
        self.run_booking()
        self.assertEqual(collection.item_ids.payment_id, payments, "nothing is booked twice")

    def test_one_bad_item_does_not_stop_the_others(self):
        """BEY-05: a payment that cannot be booked is told, the others are booked; trying again books it."""
        moves = self.make_debits(3)
        collection = self.collect(moves)
        bad = collection.item_ids[1]
        item_class = type(bad)
        prepare = item_class._prepare_payment_values

        def fail(item):
            if item.id == bad.id:
                raise UserError("The period is closed.")
            return prepare(item)

        with patch.object(item_class, "_prepare_payment_values", fail):
            self.book(collection)
        self.assertEqual(
            (collection.item_ids.mapped("state"), bad.error), (["booked", "pending", "booked"], "The period is closed.")
        )
        self.assertEqual((collection.state, collection.failed_count), ("sent", 1))
        collection.action_retry()
        self.run_booking()
        self.assertEqual((collection.state, bad.state), ("booked", "booked"))

    def test_prenotification(self):
        """BEY-05: with the setting on, each debit is announced once through the outgoing queue."""
        self.company.egg_sepa_prenotify = True
        moves = self.make_debits(2)
        moves[1].partner_id.email = False
        collection = self.collect(moves)
        mail = self.env["mail.mail"].search(
            [("model", "=", "egg.sepa.collection.item"), ("res_id", "in", collection.item_ids.ids)]
        )
        self.assertEqual(len(mail), 1)
        self.assertEqual(mail.state, "outgoing")
        for text in ("FR72ZZZ123456", moves[0].name, collection.item_ids[0].mandate_reference):
            self.assertIn(text, mail.body_html)
        self.assertIn("Client 1", collection.message_ids[0].body)
        collection.action_prenotify()
        self.assertEqual(len(self.env["mail.mail"].search([("model", "=", "egg.sepa.collection.item")])), 1)

    def test_prenotification_waits_for_its_day(self):
        """BEY-05: 14 days ahead: a later collection is announced by the daily job,
        a cancelled one never; the date leaves time.
        """
        self.company.egg_sepa_prenotify = True
        moves = self.make_debits(1)
        self.assertEqual(self.open_form(moves).collect_on, fields.Date.to_date("2026-12-08"))
        collection = self.collect(moves, collect_on="2026-12-16")
        count = lambda: self.env["mail.mail"].sudo().search_count(  # noqa: E731
            [("model", "=", "egg.sepa.collection.item"), ("res_id", "=", collection.item_ids.id),
             ("state", "=", "outgoing")])
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *_args, **_values: float("inf")):
            self.env["egg.sepa.collection"]._cron_prenotify()
            self.assertEqual(count(), 0)
            for _twice in range(2):
                with freeze_time("2026-12-02 10:00:00"):
                    self.env["egg.sepa.collection"]._cron_prenotify()
                self.assertEqual(count(), 1)
        collection.action_cancel()
        self.assertEqual(count(), 0)

    def test_the_slip(self):
        """SEP-20: the slip lists every debit and the total."""
        collection = self.collect(self.make_debits(2))
        html = self.env["ir.actions.report"]._render_qweb_html("egg_sepa.report_collection", collection.ids)[0].decode()
        for text in (collection.name, "Client 0", "Client 1", "201.00", *collection.item_ids.mapped("end_to_end")):
            self.assertIn(text, html)

    def test_no_account_number_in_the_logs(self):
        """SEP-20: no IBAN is logged while a file is made, booked and returned."""
        lines = []
        handler = logging.Handler()
        handler.emit = lambda record: lines.append(record.getMessage())
        loggers = [logging.getLogger(f"odoo.addons.{addon}") for addon in ("egg_debit", "egg_sepa")]
        levels = [logger.level for logger in loggers]
        for logger in loggers:
            logger.addHandler(handler)
            logger.setLevel(logging.DEBUG)
        try:
            collection = self.collect(self.make_debits(1))
            with patch.object(type(collection.item_ids), "_prepare_payment_values", side_effect=ValueError("broken")):
                self.book(collection)
            collection.action_retry()
            self.run_booking()
            collection.item_ids._apply_return(Return(collection.item_ids.end_to_end, "AC04"))
        finally:
            for logger, level in zip(loggers, levels, strict=True):
                logger.removeHandler(handler)
                logger.setLevel(level)
        self.assertTrue([line for line in lines if "could not be booked" in line], "the failure is logged")
        self.assertFalse([line for line in lines if "30006000011234567890189" in line.replace(" ", "")])


@tagged("post_install", "-at_install")
class TestRights(SepaCase):
    def test_a_salesman_cannot_collect(self):
        """SEP-14: without billing rights the form is refused."""
        user = new_test_user(self.env, "sepa_sales", groups="base.group_user", company_id=self.company.id)
        moves = self.make_debits(1)
        with self.assertRaises(AccessError):
            self.open_form(moves, user=user)
        collection = self.collect(moves)
        with self.assertRaises(AccessError):
            collection.with_user(user).action_sent()
        with self.assertRaises(AccessError):
            collection.item_ids.with_user(user).read(["mandate_reference"])
        held = moves._get_egg_due_items()
        self.assertIn(held.id, self.env["account.move.line"].with_user(user).browse(held.ids)._get_egg_hold_reasons())

    def test_a_biller_collects_books_and_reads_returns(self):
        """SEP-14, BEY-05: billing rights are enough for the whole job."""
        user = new_test_user(self.env, "sepa_bill", groups="account.group_account_invoice", company_id=self.company.id)
        moves = self.make_debits(2)
        run = self.open_form(moves, user=user)
        collection = self.env["egg.sepa.collection"].with_user(user).browse(run.action_validate()["res_id"])
        collection.action_sent()
        self.run_booking()
        self.assertEqual(collection.state, "booked")

    def test_another_company_sees_nothing(self):
        """SEP-07: collections, debits, forms and returns of another company are refused."""
        collection = self.collect(self.make_debits(1))
        run = self.open_form(collection.item_ids.move_id)
        reading = self.env["egg.sepa.return.import"].create({})
        other = self.env["res.company"].create({"name": "Autre"})
        user = new_test_user(self.env, "sepa_far", groups="account.group_account_invoice", company_id=other.id,
                             company_ids=[fields.Command.set(other.ids)])
        for record in (collection, collection.item_ids, run, reading):
            with self.assertRaises(AccessError):
                record.with_user(user).read(["company_id"])

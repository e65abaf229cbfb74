import importlib.util
from datetime import date
from pathlib import Path

from freezegun import freeze_time
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..common_print import EggPrintCase

FOLDER = Path(__file__).parents[2] / "migrations/19.0.1.1.0"


@tagged("post_install", "-at_install")
class TestDatedTexts(EggPrintCase):
    """What the law says changes on a day; what is issued keeps what held."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        france = cls.env.ref("base.fr")
        cls.company.write({
            "egg_legal_guard": True, "egg_company_form": "company", "egg_legal_form": "SAS",
            "egg_share_capital": 10000.0, "egg_register_town": "Lyon", "country_id": france.id,
            "account_fiscal_country_id": france.id, "egg_vat_franchise": True,
        })
        cls.customer.lang = "fr_FR"
        cls.next_row = cls.env.ref("egg_billing.legal_text_franchise_2027")
        cls.accountant = new_test_user(cls.env, "law_accountant", "account.group_account_manager,base.group_user",
                                       company_ids=[(6, 0, cls.env["res.company"].search([]).ids)],
                                       company_id=cls.company.id)
        cls.fee = cls.env.ref("egg_billing.legal_mention_fee")

    def free_invoice(self, day):
        return self.make_invoice([{"name": "Conseil", "price_unit": 100.0, "tax_ids": False}], post=True,
                                 invoice_date=day, invoice_date_due=day)

    def missing(self):
        checks = self.company._get_egg_setup_checks()
        return " ".join(next(one.missing for one in checks if one.action == "egg_billing.egg_legal_mention_action"))

    def test_vat_moves_to_another_code(self):
        """LAW-02: the document of 31 December 2026 names the CGI and keeps it; that of 1 January 2027 names the CIBS,
        once somebody confirmed the wording.
        """
        self.env["res.lang"]._activate_lang("fr_FR")
        with freeze_time("2026-12-31 10:00:00"):
            old = self.free_invoice("2026-12-31")
            self.assertPrinted("TVA non applicable, art. 293 B du CGI", old)
        with freeze_time("2027-01-01 10:00:00"):
            self.next_row.with_user(self.accountant).action_confirm()
            new = self.free_invoice("2027-01-01")
            self.assertPrinted("TVA non applicable, art. L. 223-3 du CIBS", new)
            self.assertNotPrinted("293 B", new)
            self.assertPrinted("TVA non applicable, art. 293 B du CGI", old)
            self.assertNotPrinted("CIBS", old)
        self.assertEqual(self.next_row.date_from, date(2027, 1, 1))
        self.assertEqual(self.next_row.confirmed_user_id, self.accountant)

    def test_the_former_reference_may_stay_for_a_while(self):
        """LAW-02: nobody confirmed the new wording: the old reference is printed until 30 June 2028, and missing after.
        """
        for day, words in (("2027-01-01", "293 B"), ("2028-06-30", "293 B")):
            with freeze_time(f"{day} 10:00:00"):
                self.assertPrinted(words, self.free_invoice(day))
        with freeze_time("2028-07-01 10:00:00"):
            late = self.make_invoice([{"name": "Work", "price_unit": 100.0, "tax_ids": False}],
                                     invoice_date="2028-07-01")
            self.assertIn("VAT exemption", late.egg_legal_warning)
            self.assertNotPrinted("293 B", late)

    def test_people_are_told_thirty_days_ahead(self):
        """LAW-01, LAW-02: the check list names the change from 30 days before, and the end of what may be printed."""
        with freeze_time("2026-12-01 10:00:00"):
            self.assertNotIn("VAT exemption", self.missing())
        with freeze_time("2026-12-02 10:00:00"):
            self.assertIn("“VAT exemption” changes on 01/01/2027", self.missing())
            self.assertIn("CIBS L. 223-3", self.missing())
            self.company.egg_vat_franchise = False
            self.assertNotIn("VAT exemption", self.missing())
            self.company.egg_vat_franchise = True
        self.next_row.unlink()
        with freeze_time("2028-05-30 10:00:00"):
            self.assertNotIn("VAT exemption", self.missing())
        with freeze_time("2028-05-31 10:00:00"):
            self.assertIn("“VAT exemption” holds until 06/30/2028", self.missing())

    def test_a_new_sentence_leaves_old_documents_alone(self):
        """LAW-01: the fee changes on a day: both sides print theirs, on paper and in the electronic file."""
        with freeze_time("2026-06-30 10:00:00"):
            before = self.make_invoice(post=True, invoice_date="2026-06-30")
        with freeze_time("2026-07-01 08:00:00"):
            self.env["egg.legal.text"].with_user(self.accountant).create({
                "mention_id": self.fee.id, "date_from": "2026-07-01", "text": "Flat fee: €77.", "source": "A decree"})
            after = self.make_invoice(post=True, invoice_date="2026-07-01")
            for move, words, others in ((before, "€40", "€77"), (after, "€77", "€40")):
                move.partner_id.lang = "en_US"
                self.assertPrinted(words, move)
                self.assertNotPrinted(others, move)
                notes = dict(move._get_egg_einvoice_notes())
                self.assertIn(words, notes["PMT"])

    def test_what_documents_carry_is_not_rewritten(self):
        """LAW-01: a sentence that holds is neither changed nor deleted, and no row reaches back to issued documents."""
        row = self.fee.text_ids.with_user(self.accountant)
        with freeze_time("2026-07-10 10:00:00"):
            self.make_invoice(post=True, invoice_date="2026-07-08")
            with self.assertRaisesRegex(UserError, "documents of before keep theirs"):
                row.text = "Another fee"
            with self.assertRaises(UserError):
                row.unlink()
            with self.assertRaisesRegex(UserError, "07/09/2026"):
                row.create({"mention_id": self.fee.id, "date_from": "2026-07-08", "text": "x"})
            with self.assertRaises(UserError):
                row.date_to = "2026-07-09"
            with self.assertRaisesRegex(UserError, "by its button"):
                self.next_row.with_user(self.accountant).is_confirmed = True
            row.date_to = "2026-07-31"
            self.next_row.with_user(self.accountant).text = "The words of the decree"

    def test_an_ended_sentence_stays_ended(self):
        """LAW-01: the end of a sentence is not taken away or moved once its last day is over."""
        row = self.env["egg.legal.text"].sudo().create({
            "mention_id": self.fee.id, "date_from": "2026-01-01", "date_to": "2026-06-30", "text": "x"})
        with freeze_time("2026-07-10 10:00:00"):
            mine = row.with_user(self.accountant)
            for day in (False, "2026-07-31", "2026-06-29"):
                with self.assertRaisesRegex(UserError, "has ended"):
                    mine.date_to = day
            mine.source = "JORF"
        with freeze_time("2026-06-30 10:00:00"):
            mine.date_to = False

    def test_documents_dated_ahead(self):
        """LAW-01: what is issued ahead of its date keeps its sentence: nothing is confirmed, begins, ends, opens again,
        changes or goes before the last date of an issued document.
        """
        ahead = self.env["egg.legal.text"].sudo().create({
            "mention_id": self.fee.id, "date_from": "2027-01-10", "text": "Flat fee: €55."})
        with freeze_time("2026-12-01 10:00:00"):
            ended = self.env.ref("egg_billing.legal_text_penalty")
            ended.date_to = "2026-12-31"
            mine = (self.next_row | ahead | ended).with_user(self.accountant)
            move = self.free_invoice("2027-01-15")
            self.assertPrinted("293 B", move)
            mine[0].action_confirm()
            self.assertEqual(self.next_row.date_from, date(2027, 1, 16))
            self.assertPrinted("293 B", move)
            self.assertNotPrinted("CIBS", move)
            with self.assertRaisesRegex(UserError, "01/16/2027"):
                mine.create({"mention_id": self.fee.id, "date_from": "2026-12-05", "text": "x"})
            for refused in (lambda: mine[1].write({"text": "x"}), lambda: mine[1].unlink(),
                            lambda: mine[1].write({"date_from": "2027-02-01"}),
                            lambda: mine[1].write({"date_to": "2027-01-14"}),
                            lambda: mine[2].write({"date_to": False}), lambda: mine[2].write({"date_to": "2027-06-30"}),
                            lambda: mine[0].write({"date_from": "2027-01-15"})):
                with self.assertRaises(UserError), self.env.cr.savepoint():
                    refused()
            mine[1].date_to = "2027-01-15"
            mine[0].text = "TVA non applicable"
            mine[0].date_from = "2027-02-01"

    def test_a_mention_is_everybodys(self):
        """SEC-14: the code of a mention is the program's, its name and source are changed by who works for all
        companies; what a company answers is changed in each of them.
        """
        self.env["res.company"].create({"name": "Another"})
        single = new_test_user(self.env, "law_single", "account.group_account_manager,base.group_user",
                               company_ids=[(6, 0, self.company.ids)], company_id=self.company.id)
        fee = self.fee.with_user(single)
        for values in ({"code": "nothing"}, {"name": "X"}, {"source": "X"}, {"sequence": 1}):
            with self.assertRaises(AccessError):
                fee.write(values)
        with self.assertRaises(AccessError):
            fee.update_field_translations("name", {"en_US": "X"})
        fee.level = "off"
        self.assertEqual(self.fee.with_company(self.company).level, "off")
        self.accountant.company_ids = self.env["res.company"].search([])
        self.fee.with_user(self.accountant).source = "C. com. D441-5"
        with self.assertRaises(AccessError):
            self.fee.with_user(self.accountant).code = "nothing"

    def test_confirmed_late(self):
        """LAW-02: confirmed in March, the wording holds from the day after the last document on."""
        with freeze_time("2027-03-10 10:00:00"):
            move = self.free_invoice("2027-03-09")
            self.next_row.with_user(self.accountant).action_confirm()
            self.assertEqual(self.next_row.date_from, date(2027, 3, 10))
            self.assertPrinted("293 B", move)

    def test_who_may(self):
        """LAW-01: sentences are written and confirmed by accountants."""
        clerk = new_test_user(self.env, "law_clerk", "account.group_account_invoice,base.group_user")
        with self.assertRaises(AccessError):
            self.next_row.with_user(clerk).action_confirm()
        with self.assertRaises(AccessError):
            self.next_row.with_user(clerk).create({"mention_id": self.fee.id, "text": "x"})
        self.assertTrue(self.next_row.with_user(clerk).text)
        self.env["res.company"].create({"name": "Another"})
        with self.assertRaisesRegex(AccessError, "somebody who works for all"):
            self.next_row.with_user(self.accountant).action_confirm()

    def test_sources_carry_both_codes(self):
        """LAW-02: where a source names an article of the CGI that moves, it names the CIBS too."""
        sources = self.env["egg.legal.mention"].search([]).mapped("source")
        sources += self.env["egg.legal.text"].search([]).mapped("source")
        moving = [source for source in sources if "CGI" in (source or "").replace("CGI ann. II", "")]
        self.assertTrue(moving)
        self.assertEqual([one for one in moving if "CIBS" not in one and "2026-671" not in one], [])

    def test_an_installed_database(self):
        """LAW-01: an upgrade keeps the sentences that a firm wrote, in each language, and those it emptied."""
        rows = {code: self.env.ref(f"egg_billing.legal_text_{code}") for code in ("penalty", "fee", "franchise")}
        capital = self.env.ref("egg_billing.legal_mention_seller_capital")
        self.env.flush_all()
        self.env.cr.execute("ALTER TABLE egg_legal_mention ADD COLUMN text jsonb")
        self.env.cr.execute("UPDATE egg_legal_mention SET text = '{\"en_US\": \"Ours\", \"fr_FR\": \"La nôtre\"}' "
                            "WHERE id IN %s", [(rows["penalty"].mention_id.id, capital.id)])
        self.env.cr.execute("UPDATE egg_legal_mention SET text = '{\"en_US\": \"Art. 293 B\"}', source = 'CGI 293 B' "
                            "WHERE code = 'franchise'")
        for script in ("pre-dated_legal_texts", "post-dated_legal_texts"):
            spec = importlib.util.spec_from_file_location(script.replace("-", "_"), FOLDER / f"{script}.py")
            module = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(module)
            module.migrate(self.env.cr, "19.0.1.0.0")
        self.env.invalidate_all()
        self.env.registry.clear_cache()
        self.env["res.lang"]._activate_lang("fr_FR")
        self.assertEqual(rows["penalty"].text, "Ours")
        self.assertEqual(rows["penalty"].with_context(lang="fr_FR").text, "La nôtre")
        self.assertFalse(rows["fee"].text)
        self.assertEqual(rows["franchise"].text, "Art. 293 B")
        self.assertIn("L. 223-3", self.next_row.text)
        self.assertEqual(capital.text, "Ours")
        self.assertEqual(rows["franchise"].mention_id.source, "CGI 293 B ; à partir du 01/01/2027 : CIBS L. 223-3")
        self.env.cr.execute("SELECT 1 FROM information_schema.columns WHERE table_name = 'egg_legal_mention' "
                            "AND column_name = 'text'")
        self.assertFalse(self.env.cr.fetchone())

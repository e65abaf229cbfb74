from odoo.tests import tagged

from .common import TODAY, FollowupCase


@tagged("post_install", "-at_install")
class TestAbroad(FollowupCase):
    """Reminders of a firm outside France: nothing of French law unless the firm says so."""

    def make_message(self, stage):
        items = self._invoice(self.alpha).line_ids.filtered(lambda line: line.display_type == "payment_term")
        return self.env["egg.followup.run"]._plan_run(items, stage=stage, attach_pdf=False).followup_message_ids

    def body(self, stage) -> str:
        return str(self.make_message(stage)._prepare_content()["body_html"])

    def test_late_rules_follow_the_country(self):
        """PRO-01: interest and the flat fee of €40 are proposed to French companies only; what a company sets stays."""
        french, belgian, free = self.env["res.company"].create([
            {"name": "Fr", "country_id": self.env.ref("base.fr").id},
            {"name": "Be", "country_id": self.env.ref("base.be").id},
            {"name": "Be 2", "country_id": self.env.ref("base.be").id, "egg_recovery_fee": 40.0}])
        self.assertEqual((french.egg_interest_points, french.egg_recovery_fee), (10.0, 40.0))
        self.assertEqual((belgian.egg_interest_points, belgian.egg_recovery_fee), (0.0, 0.0))
        self.assertFalse(belgian._get_egg_interest_rates(self.alpha)(TODAY))
        self.assertEqual(free.egg_recovery_fee, 40.0)

    def test_letters(self):
        """PRO-01: a Belgian firm's formal notice claims the amount due, cites no French code;
        with a fee of its own it adds that.
        """
        self.assertIn("French Commercial Code", self.body(self.notice))
        self.company.write({"country_id": self.env.ref("base.be").id,
                            "account_fiscal_country_id": self.env.ref("base.be").id,
                            "egg_interest_points": 0, "egg_recovery_fee": 0})
        message = self.make_message(self.notice)
        self.assertEqual(message.amount_claimed, message.amount_due)
        for text in (self.body(self.notice), self.body(self.stage_2)):
            for word in ("French", "L441", "flat", "40.00", "interest"):
                self.assertNotIn(word, text)
        self.company.egg_recovery_fee = 60
        text = self.body(self.notice)
        self.assertIn("60.00", text)
        self.assertNotIn("French", text)

    def test_arabic_is_written_right_to_left(self):
        """SCR-12: the frame of the mail and the letter on paper; those of other languages are as before."""
        language = self.env["res.lang"].with_context(active_test=False).search([("code", "=", "ar_001")])
        self.env["base.language.install"].create({"lang_ids": [(6, 0, language.ids)]}).lang_install()
        message = self.make_message(self.stage_2)
        for code, is_turned in (("ar_001", True), ("en_US", False)):
            self.alpha.lang = code
            for text in (message._add_layout("<p>Text</p>"), message._render_page()):
                self.assertEqual('dir="rtl"' in str(text), is_turned, code)

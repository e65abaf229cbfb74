from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from ..common import TODAY, FollowupSalesCase


@tagged("post_install", "-at_install")
class TestSaleOrder(FollowupSalesCase):
    def _mail_quote(self, order):
        context = order.action_quotation_send()["context"]
        composer = self.env["mail.compose.message"].with_context(**context, active_model="sale.order",
                                                                 active_ids=order.ids).create({})
        self.patch(type(self.env["ir.actions.report"]), "_render_qweb_pdf",
                   lambda *args, **kwargs: (b"%PDF-1.4", "pdf"))
        composer.action_send_mail()
        return composer

    def test_mailing_a_quote_is_noted(self):
        """FUP-01: sending a quotation adds "Document sent" with date, user and mail."""
        quote = self._order(state="draft")
        self._mail_quote(quote)
        entry = quote.egg_followup_entry_ids
        self.assertRecordValues(entry,
                                [{"stage_id": self.sent.id, "date": TODAY, "user_id": self.env.uid, "origin": "mail"}])
        self.assertIn(self.alpha, entry.message_id.partner_ids)
        self.assertEqual(quote.state, "sent")

    def test_a_confirmation_sent_by_the_scheduled_job(self):
        """STG-03: a mail that Odoo's job sends later is sent, as the one sent at once."""
        quote = self._order()
        template = self.env.ref("sale.mail_template_sale_confirmation")
        self.patch(type(self.env["ir.actions.report"]), "_render_qweb_pdf",
                   lambda *args, **kwargs: (b"%PDF-1.4", "pdf"))
        before = len(self.outbox.messages)
        quote._send_order_notification_mail(template, allow_deferred_sending=False)
        self.assertEqual(len(self.outbox.messages), before + 1)

    def test_own_template_for_sending_only(self):
        """STG-10: a user's template wins when sending the document, not for reminder 1."""
        own = self.env.ref("sale.email_template_edi_sale").copy({"name": "Mine", "subject": "From me"})
        self.env.user.egg_template_quote_id = own
        quote = self._order(state="draft")
        self._mail_quote(quote)
        self.assertEqual(self.outbox.messages[-1]["Subject"], "From me")
        self._send(quote, stage=self.stage_1)
        self.assertIn("our quotation", self.outbox.messages[-1]["Subject"])

    def test_a_copy_starts_afresh(self):
        """FUP-06: a copied order has no history and no dispute."""
        order = self._order(egg_dispute=True)
        self.env["egg.followup.entry"].create({"order_id": order.id, "stage_id": self.stage_1.id})
        copy = order.copy()
        self.assertFalse(copy.egg_followup_entry_ids or copy.egg_dispute or copy.egg_next_stage_id)

    def test_manual_entry(self):
        """FUP-05: entered on the form; a missing mandatory field is refused, and these fields carry a colour class."""
        quote = self._order()
        with Form(quote) as form, form.egg_followup_entry_ids.new() as row:
            row.stage_id = self.env.ref("egg_followup.stage_call")
            row.comment = "will sign on Monday"
        self.assertEqual(quote.egg_followup_entry_ids.comment, "will sign on Monday")
        with self.assertRaises(AssertionError), Form(quote) as form, form.egg_followup_entry_ids.new() as row:
            row.comment = "no stage"
        arch = self.env["sale.order"].get_view(self.env.ref("sale.view_order_form").id)["arch"]
        self.assertIn('name="stage_id" class="egg_mandatory"', arch)

    def test_users_set_their_own_template(self):
        """STG-10: an ordinary user may write it in the preferences, for himself only."""
        user = new_test_user(self.env, "seller", groups="sales_team.group_sale_salesman")
        other = new_test_user(self.env, "seller2", groups="sales_team.group_sale_salesman")
        template = self.env.ref("sale.email_template_edi_sale")
        user.with_user(user).egg_template_quote_id = template
        self.assertEqual(user.egg_template_quote_id, template)
        with self.assertRaises(AccessError):
            other.with_user(user).egg_template_quote_id = template

    def test_templates_for_sending(self):
        """STG-04, STG-05: the stage "Document sent" gives the template of quotations and orders."""
        self.assertEqual(self._order()._find_mail_template(), self.env.ref("sale.email_template_edi_sale"))
        self.assertEqual(self._order(state="sale")._find_mail_template(),
                         self.env.ref("sale.mail_template_sale_confirmation"))

    def test_the_firm_s_own_confirmation_goes_on(self):
        """PRO-02, STG-04: the confirmation that a firm chose in Odoo's settings
        is sent until a stage names another one.
        """
        order = self._order(state="sale")
        ours, stages = (self.env.ref("sale.mail_template_sale_confirmation").copy({"name": name})
                        for name in ("Ours", "Stage's"))
        self.env["ir.config_parameter"].set_param("sale.default_confirmation_template", str(ours.id))
        self.assertEqual(order._find_mail_template(), ours)
        self.sent.template_ids.filtered(lambda row: row.document_type == "order").template_id = stages
        self.assertEqual(order._find_mail_template(), stages)

    @mute_logger("odoo.sql_db")
    def test_what_a_row_is_about(self):
        """FUP-05, FUP-09: an entry and a moved date are about one instalment or one order, never about both."""
        item, order = self._items(self._invoice()), self._order()
        both = {"due_item_id": item.id, "order_id": order.id, "stage_id": self.stage_1.id}
        with self.assertRaises(ValidationError):
            self.env["egg.followup.entry"].create(both)
        with self.assertRaises(IntegrityError), self.cr.savepoint():
            self.env["egg.followup.shift"].create({**both, "date": TODAY})

    def test_a_moved_date_of_an_order(self):
        """FUP-09: the pencil of an order moves what is planned for it."""
        order = self._order()
        (row, *_rest) = order.egg_forecast
        action = order.action_egg_move_forecast(row["item_id"], row["stage_id"])
        wizard = Form(self.env[action["res_model"]].with_context(**action["context"]))
        wizard.date = TODAY.replace(month=7)
        wizard.save().action_apply()
        self.assertEqual(order.egg_next_stage_date, TODAY.replace(month=7))

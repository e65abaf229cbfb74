from freezegun import freeze_time
from lxml import etree
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from ..common import EggSalesCase


@tagged("post_install", "-at_install")
class TestDocumentState(EggSalesCase):
    def test_the_five_values_exist_and_filter_on_each_document(self):
        """DOC-30: quote, order and invoice have the five statuses, found by the filters of their search views."""
        views = {"sale.order": "sale.view_sales_order_filter", "account.move": "account.view_account_invoice_filter"}
        for model, view in views.items():
            values = [value for value, _label in self.env[model]._fields["egg_state"].selection]
            self.assertEqual(values, ["draft", "progress", "done", "cancelled", "refused"])
            arch = self.env[model].get_view(self.env.ref(view).id, "search")["arch"]
            for value in values:
                self.assertIn(f'name="egg_{value}"', arch)

    def test_quote_statuses_follow_odoo(self):
        """DOC-30: a quote is draft, in progress once sent, cancelled once cancelled."""
        quote = self.make_order()
        self.assertEqual(quote.egg_state, "draft")
        quote.action_quotation_sent()
        self.assertEqual(quote.egg_state, "progress")
        quote._action_cancel()
        self.assertEqual(quote.egg_state, "cancelled")
        self.assertIn(quote, self.env["sale.order"].search([("egg_state", "=", "cancelled")]))

    def test_order_is_done_when_invoiced(self):
        """DOC-30: an order of services is in progress once confirmed, done once invoiced."""
        order = self.make_order(egg_kind="order")
        self.assertEqual(order.egg_state, "draft")
        order.action_confirm()
        self.assertEqual(order.egg_state, "progress")
        order._create_invoices()
        self.assertEqual(order.egg_state, "done")

    def test_the_bar_shows_one_vocabulary(self):
        """SCR-02, DOC-30: at the top of quotes and orders stand EGG's statuses only, and the bar changes nothing."""
        arch = etree.fromstring(self.env["sale.order"].get_view(view_type="form")["arch"])
        bars = arch.findall("./header/field[@widget='statusbar']")
        self.assertEqual([bar.get("name") for bar in bars if bar.get("invisible") not in ("1", "True")], ["egg_state"])
        self.assertEqual([bar.get("readonly") for bar in bars if bar.get("name") == "egg_state"], ["1"])

    def test_invoice_statuses_follow_odoo(self):
        """DOC-30: an invoice is draft, in progress once issued, done once paid, cancelled once reversed."""
        invoice = self.make_invoice()
        self.assertEqual(invoice.egg_state, "draft")
        invoice.action_post()
        self.assertEqual(invoice.egg_state, "progress")
        wizard = self.env["account.payment.register"].with_context(active_model="account.move", active_ids=invoice.ids)
        wizard.create({})._create_payments()
        self.assertEqual(invoice.egg_state, "done")
        reversed_invoice = self.make_invoice(post=True)
        reversed_invoice._reverse_moves(cancel=True)
        self.assertEqual(reversed_invoice.egg_state, "cancelled")
        self.assertFalse(self.env["account.move"].create({"move_type": "entry"}).egg_state)

    def test_status_by_hand_runs_the_real_action_and_is_logged(self):
        """DOC-31: a draft quote set to In progress by hand is saved and logged."""
        quote = self.make_order()
        form = Form(self.env["egg.state.change"].with_context(**quote.action_egg_change_state()["context"]))
        form.state = "progress"
        form.save().action_apply()

        self.assertEqual((quote.egg_state, quote.state), ("progress", "sent"))
        self.assertIn("Draft → In progress", quote.message_ids[0].body)

    def test_invoice_by_hand_is_really_posted(self):
        """DOC-31: an invoice set to In progress by hand is posted; no way back to draft from there."""
        invoice = self.make_invoice()
        invoice.egg_set_state("progress")
        self.assertEqual(invoice.state, "posted")
        self.assertNotIn("draft", invoice._get_egg_state_actions())
        with self.assertRaisesRegex(UserError, "credit note"):
            invoice.egg_set_state("draft")

    def test_done_is_never_written_by_hand(self):
        """DOC-31: Done has no action of its own on a quote: it is refused with what to do instead."""
        quote = self.make_order()
        with self.assertRaisesRegex(UserError, "when an order or an invoice is made"):
            quote.egg_set_state("done")
        self.assertEqual(quote.egg_state, "draft")

    def test_a_quote_in_progress_is_closed_by_hand(self):
        """DOC-31, SCR-01: Done by hand says why in the history and closes the quote on every road; opened again, it is
        in progress as before.
        """
        quote = self.make_order()
        quote.action_quotation_sent()
        form = Form(self.env["egg.state.change"].with_context(**quote.action_egg_change_state()["context"]))
        form.state = "done"
        with self.assertRaises(AssertionError, msg="the reason is asked"):
            form.save()
        form.note = "The customer <b>waits</b>"
        form.save().action_apply()

        self.assertEqual((quote.egg_state, quote.state, quote.locked), ("done", "sent", True))
        self.assertIn("In progress → Done (The customer &lt;b&gt;waits&lt;/b&gt;)", quote.message_ids[0].body)
        self.assertFalse(quote._has_to_be_signed() or quote._has_to_be_paid())
        seller = new_test_user(self.env, "closing_seller", "sales_team.group_sale_salesman_all_leads")
        for refused in (lambda one: one.action_egg_order(), lambda one: one.egg_create_order(),
                        lambda one: one.action_confirm(), lambda one: one.action_cancel(),
                        lambda one: one.write({"note": "x"}), lambda one: one.order_line[0].write({"price_unit": 1}),
                        lambda one: one.egg_register_payment(10.0)):
            with self.assertRaisesRegex(UserError, "closed"):
                refused(quote.with_user(seller))
        with self.assertRaisesRegex(UserError, "never by hand"):
            quote.with_user(seller).write({"egg_closed": False})
        with self.assertRaisesRegex(UserError, "never by hand"):
            self.env["sale.order"].with_user(seller).create({"partner_id": self.customer.id, "egg_closed": True})

        quote.with_user(seller).egg_set_state("progress")
        self.assertEqual((quote.egg_state, quote.locked), ("progress", False))
        self.assertEqual(quote.egg_create_order().egg_parent_id, quote)

    def test_what_to_do_instead_is_said(self):
        """DOC-31: a status that cannot be set by hand is refused with the way that leads there."""
        order = self.make_order(egg_kind="order")
        order.action_confirm()
        locked = self.make_order(egg_kind="order")
        locked.action_confirm()
        locked.action_lock()
        paid = self.make_invoice(post=True)
        self.env["account.payment.register"].with_context(active_model="account.move",
                                                          active_ids=paid.ids).create({})._create_payments()
        cases = [
            (order, "done", "delivered and invoiced"), (order, "draft", "Cancel the order first"),
            (locked, "cancelled", "Unlock"),
            (locked, "refused", "Unlock"), (self.make_invoice(), "done", "register its payment"),
            (paid, "cancelled", "credit note"),
        ]
        for document, target, words in cases:
            before = document.egg_state
            with self.assertRaisesRegex(UserError, words):
                document.egg_set_state(target)
            self.assertEqual(document.egg_state, before)

    def test_a_cancelled_draft_invoice_may_turn_refused_and_back(self):
        """DOC-31, QUO-12: cancelled and refused are told apart by hand;
        a draft that was cancelled can be taken up again.
        """
        invoice = self.make_invoice()
        invoice.egg_set_state("cancelled")
        self.assertEqual((invoice.state, invoice.egg_state), ("cancel", "cancelled"))
        invoice.egg_set_state("refused", self.env.ref("egg_billing.egg_refusal_reason_price"))
        self.assertEqual((invoice.egg_state, bool(invoice.egg_refusal_reason_id)), ("refused", True))
        invoice.egg_set_state("cancelled")
        self.assertEqual((invoice.egg_state, bool(invoice.egg_refusal_reason_id)), ("cancelled", False))
        invoice.egg_set_state("draft")
        self.assertEqual((invoice.state, invoice.egg_state), ("draft", "draft"))

    def test_mailing_a_quote_sets_it_in_progress(self):
        """DOC-32, BAR-03: the mail window has recipient, template and PDF; sending sets the quote in progress."""
        quote = self.make_order()
        action = quote.action_quotation_send()
        composer = Form(self.env["mail.compose.message"].with_context(**action["context"])).save()
        self.assertIn(self.customer, composer.partner_ids)
        self.assertTrue(composer.template_id.report_template_ids)
        composer.with_context(mail_notify_force_send=False)._action_send_mail()
        self.assertEqual(quote.egg_state, "progress")

    def test_refused_is_not_cancelled(self):
        """QUO-12: refused, with a reason, counts among refusals and not among cancellations."""
        reason = self.env.ref("egg_billing.egg_refusal_reason_price")
        quote, other = self.make_order(), self.make_order()
        quote.egg_set_state("refused", reason)
        other.egg_set_state("cancelled")

        groups = dict(self.env["sale.order"]._read_group(
            [("id", "in", (quote | other).ids)], ["egg_state"], ["__count"]
        ))
        self.assertEqual(groups, {"refused": 1, "cancelled": 1})
        self.assertEqual(quote.egg_refusal_reason_id, reason)
        self.assertIn("Too expensive", quote.message_ids[0].body)
        domain = self.env.ref("egg_sales.egg_refusal_action").domain
        self.assertEqual(domain, "[('egg_state', '=', 'refused')]")

    def test_a_refused_quote_can_start_again(self):
        """QUO-12: set back to draft, the refusal is forgotten; the copy of a refused quote is not refused."""
        quote = self.make_order()
        quote.egg_set_state("refused")
        self.assertEqual(quote.copy().egg_state, "draft")
        quote.egg_set_state("draft")
        self.assertEqual((quote.egg_state, quote.egg_refused), ("draft", False))

    def test_declined_on_the_portal_is_refused(self):
        """QUO-12: what the customer declines online counts as refused, and the history says so;
        cancelled ones stay cancelled.
        """
        quote = self.make_order(require_signature=True, date_order=self.env.cr.now())
        quote.action_quotation_sent()
        quote._egg_refuse_online()
        self.assertTrue(quote.egg_refused)
        quote._action_cancel()
        self.assertEqual(quote.egg_state, "refused")
        self.assertIn("online", quote.message_ids.filtered(lambda message: "Refused" in (message.body or ""))[:1].body)

    def test_a_locked_order_offers_no_cancellation(self):
        """DOC-31: a locked order offers neither cancelled nor refused, and says what to do first."""
        order = self.make_order(egg_kind="order")
        order.action_confirm()
        order.action_lock()
        self.assertEqual(order._get_egg_state_actions(), {})
        with self.assertRaisesRegex(UserError, "Unlock the order first"):
            order.egg_set_state("refused")
        order.action_unlock()
        self.assertIn("refused", order._get_egg_state_actions())

    def test_who_may_only_read_is_offered_no_status(self):
        """DOC-31, QLT-01: a salesperson sees the status of an invoice of theirs, and is offered no other."""
        seller = new_test_user(self.env, "seller9", groups="sales_team.group_sale_salesman")
        order = self.make_order(egg_kind="order", user_id=seller.id)
        order.action_confirm()
        invoice = order._create_invoices()
        for user, offered in ((seller, False), (self.env.user, True)):
            change = self.env["egg.state.change"].with_user(user).create(
                {"res_model": invoice._name, "res_id": invoice.id, "state": "progress"}
            )
            self.assertEqual(bool(change.allowed_states), offered)
            self.assertEqual(change.current_state, "draft")

    def test_labels_are_french_on_orders_too(self):
        """DOC-30, QLT-02: a French user reads the statuses of quotes and invoices in French."""
        wished = ["Brouillon", "En cours", "Terminé", "Annulé", "Refusé"]
        for model in ("sale.order", "account.move"):
            field = self.env[model].with_context(lang="fr_FR").fields_get(["egg_state"])["egg_state"]
            self.assertEqual([label for _value, label in field["selection"]], wished)

    def test_draft_invoice_can_be_refused(self):
        """DOC-30: refused exists on invoices too, as long as they are drafts."""
        invoice = self.make_invoice()
        invoice.egg_set_state("refused")
        self.assertEqual((invoice.egg_state, invoice.state), ("refused", "cancel"))

    def test_who_may_not_write_cannot_change_the_status(self):
        """QLT-01: a person without sales rights cannot change a quote's status;
        a salesperson cannot edit the reasons.
        """
        quote = self.make_order()
        stranger = new_test_user(self.env, "stranger", groups="base.group_user")
        with self.assertRaises(AccessError):
            quote.with_user(stranger).egg_set_state("progress")
        seller = new_test_user(self.env, "seller", groups="sales_team.group_sale_salesman")
        with self.assertRaises(AccessError):
            self.env["egg.refusal.reason"].with_user(seller).create({"name": "x"})

    def test_reasons_of_another_company_are_hidden(self):
        """QLT-01: a user of one company does not see the refusal reasons of another."""
        other = self.env["res.company"].create({"name": "B"})
        reason = self.env["egg.refusal.reason"].create({"name": "Theirs", "company_id": other.id})
        seller = new_test_user(self.env, "seller2", groups="sales_team.group_sale_salesman")
        with self.assertRaises(AccessError):
            reason.with_user(seller).read(["name"])

    def test_wizards_of_others_are_out_of_reach(self):
        """QLT-01: nobody reads the key figures, status changes or first-use forms of somebody else."""
        quote = self.make_order()
        records = [
            self.env["egg.key.figures"].create(quote._prepare_egg_key_figures_values()),
            self.env["egg.state.change"].create({"res_model": quote._name, "res_id": quote.id, "state": "progress"}),
            self.env["egg.first.use"].create({"kind": "quote"}),
        ]
        seller = new_test_user(self.env, "seller3", groups="sales_team.group_sale_salesman")
        for record in records:
            with self.assertRaises(AccessError):
                record.with_user(seller).read(["display_name", "create_date"])


@tagged("post_install", "-at_install")
class TestDocumentHeader(EggSalesCase):
    def test_numbers_are_unique_per_company(self):
        """DOC-07: two quotes have different numbers, and a duplicate is refused by the database."""
        first, second = self.make_order(), self.make_order()
        self.assertNotEqual(first.name, second.name)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            second.name = first.name
            second.flush_recordset()

    def test_each_company_counts_alone(self):
        """DOC-08: company A makes two quotes and B one: B's counter is 1, and the same number may exist in both."""
        a, b = self.env["res.company"].create([{"name": "A"}, {"name": "B"}])
        self.env.user.company_ids |= a | b
        names = {}
        for company, count in ((a, 2), (b, 1)):
            env_orders = self.env["sale.order"].with_company(company)
            orders = env_orders.create([{"partner_id": self.customer.id, "company_id": company.id}
                                        for _ in range(count)])
            names[company] = orders.mapped("name")

        self.assertEqual(names, {a: ["DV00001", "DV00002"], b: ["DV00001"]})
        order = self.env["sale.order"].create({"partner_id": self.customer.id, "company_id": b.id, "egg_kind": "order"})
        self.assertEqual(order.name, "CC00001")

    def test_quotes_are_found_by_title(self):
        """DOC-10: “toiture” finds the quote titled “Toiture Nord”."""
        quote = self.make_order(egg_title="Toiture Nord")
        self.assertEqual(self.env["sale.order"].search([("egg_title", "ilike", "toiture")]), quote)
        self.assertIn(quote.id, [found[0] for found in self.env["sale.order"].name_search("toiture")])
        invoice = self.make_invoice(egg_title="Toiture Nord")
        self.assertEqual(self.env["account.move"].search([("egg_title", "ilike", "toiture")]), invoice)

    def test_date_defaults_to_today_and_can_be_changed(self):
        """DOC-17: a new quote is of today; yesterday, once saved, stays."""
        with freeze_time("2026-01-15 09:00:00"), Form(self.env["sale.order"]) as form:
            form.partner_id = self.customer
            self.assertEqual(form.date_order.date().isoformat(), "2026-01-15")
            form.date_order = "2026-01-14 09:00:00"
        self.assertEqual(form.record.date_order.date().isoformat(), "2026-01-14")

    def test_contact_belongs_to_the_customer(self):
        """DOC-26: a person of another company is refused; the list offers only the customer's people."""
        quote = self.make_order()
        quote.egg_contact_id = self.contact
        stranger = self.env["res.partner"].create({"name": "Paul Autre", "parent_id": self.env["res.partner"].create(
            {"name": "Autre", "is_company": True}).id})
        with self.assertRaisesRegex(UserError, "not a contact of"):
            quote.egg_contact_id = stranger
        invoice = self.make_invoice()
        with self.assertRaisesRegex(UserError, "not a contact of"):
            invoice.egg_contact_id = stranger
        arch = self.env["sale.order"].get_view(self.env.ref("sale.view_order_form").id, "form")["arch"]
        self.assertIn("[('commercial_partner_id', '=', egg_contact_owner_id), ('is_company', '=', False)]", arch)

    def test_the_user_is_the_customers_else_the_author(self):
        """DOC-27, DOC-28, DOC-29: Paul for Paul's customer, else the author Anna; and a colleague can be chosen."""
        paul, anna = (
            new_test_user(self.env, name, groups="sales_team.group_sale_salesman_all_leads")
            for name in ("paul", "anna")
        )
        self.customer.user_id = paul
        orders = self.env["sale.order"].with_user(anna)
        quote = orders.create({"partner_id": self.customer.id})
        self.assertEqual(quote.user_id, paul)
        self.customer.user_id = False
        quote = orders.create({"partner_id": self.customer.id})
        self.assertEqual(quote.user_id, anna)
        quote.user_id = paul
        self.assertEqual(quote.user_id, paul)

    def test_validity_follows_the_date_unless_typed(self):
        """QUO-03, QUO-04: without a rule the limit is the date;
        with 30 days 2026-01-15 gives 2026-02-14, and it follows.
        """
        self.company.quotation_validity_days = 0
        self.assertEqual(str(self.make_order().validity_date), "2026-01-15")
        self.company.quotation_validity_days = 30
        with Form(self.env["sale.order"]) as form:
            form.partner_id = self.customer
            form.date_order = "2026-01-15 09:00:00"
            self.assertEqual(str(form.validity_date), "2026-02-14")
            form.date_order = "2026-01-20 09:00:00"
            self.assertEqual(str(form.validity_date), "2026-02-19")
        quote = form.record
        quote.date_order = "2026-01-25 09:00:00"
        self.assertEqual(str(quote.validity_date), "2026-02-24")
        quote.validity_date = "2026-03-31"
        quote.date_order = "2026-01-26 09:00:00"
        self.assertEqual(str(quote.validity_date), "2026-03-31")

    def test_confirming_keeps_the_validity(self):
        """QUO-04: confirmation writes a new date; the limit that was agreed stays."""
        quote = self.make_order()
        limit = quote.validity_date
        quote.action_confirm()
        self.assertEqual(quote.validity_date, limit)

    def test_quick_product_entry(self):
        """DOC-04: an unknown label creates a product of that name, and the line uses it."""
        product_id = self.env["product.product"].name_create("Pose de gouttière")[0]
        quote = self.make_order([(self.env["product.product"].browse(product_id), 1)])
        self.assertEqual(quote.order_line.product_id.name, "Pose de gouttière")

    def test_order_shows_delivery_date_instead_of_validity(self):
        """ORD-02: an order's form shows the delivery date and no validity limit."""
        with Form(self.env["sale.order"].with_context(default_egg_kind="order")) as form:
            form.partner_id = self.customer
            self.assertTrue(form._get_modifier("validity_date", "invisible"))
            self.assertFalse(form._get_modifier("commitment_date", "invisible"))
            form.commitment_date = "2026-03-01 08:00:00"
        self.assertEqual(form.record.commitment_date.date().isoformat(), "2026-03-01")
        self.assertTrue(form.record.name.startswith("CC"))

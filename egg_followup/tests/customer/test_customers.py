from datetime import timedelta

from odoo.tests import tagged

from ..common import TODAY, FollowupCase


@tagged("post_install", "-at_install")
class TestRecipients(FollowupCase):
    def _contact(self, parent, name, email, **values):
        return self.env["res.partner"].create({"name": name, "parent_id": parent.id, "type": "invoice", "email": email,
                                               "lang": "en_US", **values})

    def test_the_contact_for_invoices(self):
        """BNK-14: who is named for invoices is reminded, not the firm's general address, nor the document's contact."""
        self._contact(self.alpha, "Accounts", "accounts@client.example")
        buyer = self._contact(self.alpha, "Buyer", "buyer@client.example", type="contact")
        self._bulk(self._invoice(egg_contact_id=buyer.id))
        self.assertEqual(self.outbox.addresses(), ["accounts@client.example"])

    def test_never_an_archived_contact(self):
        """BNK-14: a contact that was archived gets nothing, be it named for invoices or on the invoice itself."""
        gone = self._contact(self.alpha, "Gone", "gone@client.example")
        plain, own = self._invoice(), self._invoice(gone)
        gone.active = False
        self._bulk(plain, own)
        self.assertEqual(self.outbox.addresses(), ["alpha@client.example"])
        self.assertEqual([len(move.egg_followup_entry_ids) for move in (plain, own)], [1, 1])

    def test_the_debtor_is_archived(self):
        """BNK-14: a customer who was archived owes what it owes: it is reminded, its archived contacts are not."""
        gone = self._contact(self.alpha, "Gone", "gone@client.example")
        invoice = self._invoice(gone)
        (gone + self.alpha).active = False
        self._bulk(invoice)
        self.assertEqual(self.outbox.addresses(), ["alpha@client.example"])

    def test_two_invoice_addresses_of_one_firm(self):
        """BNK-14: each item goes to its own address, the firm's own to the first; what is reminded was in a message."""
        one = self._contact(self.alpha, "Paris", "paris@client.example")
        two = self._contact(self.alpha, "Nice", "nice@client.example")
        moves = [self._invoice(partner) for partner in (one, two, self.alpha)]
        self._bulk(*moves)
        self.assertEqual(self.outbox.addresses(), ["nice@client.example", "paris@client.example"])
        for move, address in zip(moves, ("paris@", "nice@", "paris@"), strict=True):
            [message] = self.outbox.to(address)
            self.assertIn(move.name, message.get_body(("html",)).get_content())
            self.assertEqual(move.egg_followup_entry_ids.stage_id, self.stage_1)

    def test_an_invoice_address_without_mail(self):
        """BNK-14: an invoice address without e-mail: the firm's is used; two on paper: a letter to each."""
        self._bulk(self._invoice(self._contact(self.alpha, "Paper", False)))
        self.assertEqual(self.outbox.addresses(), ["alpha@client.example"])
        firm = self._customer("Paper Firm")
        moves = [self._invoice(self._contact(firm, name, False)) for name in ("North", "South")]
        run = self._bulk(*moves, start=False)
        self.assertEqual(run.followup_message_ids.mapped("partner_id.name"), ["North", "South"])
        self.assertEqual(run.followup_message_ids.mapped("channel"), ["letter"] * 2)


@tagged("post_install", "-at_install")
class TestLeftOut(FollowupCase):
    def test_a_customer_is_left_out(self):
        """BNK-16: a customer who gets no reminders is skipped with the reason, on the bulk screen too, by all runs; the
        debits do not care.
        """
        self.alpha.egg_followup_excluded = True
        item = self._items(self._invoice(self.env["res.partner"].create(
            {"name": "Desk", "parent_id": self.alpha.id, "email": "desk@client.example"})))
        self.assertIn("no reminders", item.egg_hold_reason)
        run = self._bulk(item.move_id, stage=self.stage_2, start=False)
        self.assertFalse(run.followup_message_ids)
        self.assertIn("no reminders", run.skipped_item_ids.reason)
        self.assertFalse(item._get_egg_hold_reasons())

    def test_left_out_between_planning_and_sending(self):
        """BNK-16: a customer left out after the simulation gets nothing."""
        invoice = self._invoice()
        run = self._bulk(invoice, start=False)
        self.alpha.egg_followup_excluded = True
        run.action_start()
        self.env["egg.followup.run"]._cron_send()
        self.assertFalse(self.outbox.messages)
        self.assertEqual(run.followup_message_ids.state, "skipped")

    def test_of_one_company_only(self):
        """BNK-16: what one company decides about a customer does not bind the other."""
        other = self.env["res.company"].create({"name": "Other SAS"})
        self.alpha.with_company(other).egg_followup_excluded = True
        self.assertEqual(len(self._bulk(self._invoice(), start=False).followup_message_ids), 1)

    def test_the_tolerance(self):
        """BNK-16: less than the tolerance is not reminded: one euro, unless the company says otherwise."""
        invoice = self._invoice(amount=100.0)
        self._pay(invoice, 99.01)
        run = self._bulk(invoice, start=False)
        self.assertFalse(run.followup_message_ids)
        self.assertIn("0.99", run.skipped_item_ids.reason)
        self.company.egg_followup_tolerance = 0.5
        self.assertEqual(self._bulk(invoice, start=False).followup_message_ids.amount_due, 0.99)
        self.company.egg_followup_tolerance = 1.0
        one_euro = self._invoice(self._customer("One", "one@client.example"), amount=1.0)
        self.assertEqual(len(self._bulk(one_euro, start=False).followup_message_ids), 1)

    def test_the_tolerance_in_another_currency(self):
        """BNK-16: the tolerance is in the company's currency."""
        dollar = self.env.ref("base.USD")
        dollar.active = True
        self.env["res.currency.rate"].create({"currency_id": dollar.id, "name": TODAY - timedelta(5), "rate": 2.0,
                                              "company_id": self.company.id})
        small, enough = (self._invoice(amount=amount, currency_id=dollar.id) for amount in (1.99, 2.0))
        run = self._bulk(small, enough, start=False)
        self.assertEqual(run.followup_message_ids.amount_due, 2.0)

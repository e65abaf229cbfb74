from odoo.tests import tagged

from ..common import EggSalesCase


@tagged("post_install", "-at_install")
class TestChatterFrench(EggSalesCase):
    """What the history of a document says first, in right French: Odoo's words have one gender for all."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")
        cls.env = cls.env(context={**cls.env.context, "lang": "fr_FR"})
        cls.customer.lang = "fr_FR"

    def assertSaid(self, document, *texts):
        said = " ".join(map(str, document.message_ids.mapped("body")))
        for text in texts:
            self.assertIn(text, said)
        self.assertNotIn("Ce(tte)", said)

    def test_from_quote_to_credit_note(self):
        """QLT-02: the quote, the order, the invoice and the credit note, each in its gender."""
        quote = self.make_order().with_env(self.env)
        self.assertSaid(quote, "Devis créé")
        quote.action_quotation_sent()
        order = quote.egg_create_order()
        self.assertSaid(order, "Commande créée")
        order.action_confirm()
        invoice = order._create_invoices()
        self.assertSaid(invoice, "Facture créée", "Cette facture a été créée à partir de", order.name)
        self.assertIn(f'data-oe-id="{order.id}"', invoice.message_ids[0].body)
        invoice.action_post()
        order.egg_discount_value = 10
        balance = order._create_invoices(final=True)
        self.assertEqual(balance.move_type, "out_refund")
        self.assertSaid(balance, "Cet avoir a été créé à partir de", order.name)
        self.assertSaid(invoice._reverse_moves([{}]), "Avoir créé")

    def test_a_journal_entry(self):
        """QLT-02: the entry behind a payment."""
        entry = self.env["account.move"].create({"move_type": "entry"})
        self.assertSaid(entry, "Écriture comptable créée")
        entry.message_post_with_source("mail.message_origin_link", render_values={"self": entry, "origin": entry})
        self.assertSaid(entry, "Cette écriture comptable a été créée à partir de")

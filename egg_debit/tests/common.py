from odoo.addons.egg_billing.tests.common import FrenchCompanyCase

from .numbers import FR_IBAN, IBANS


class DebitCase(FrenchCompanyCase):
    """A French company with an ICS and a bank, customers with mandates, invoices. Today is Tuesday 24 November 2026."""

    now = "2026-11-24 10:00:00"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({"egg_debit_creditor_identifier": "FR72ZZZ123456", "egg_debit_issuer": "Société Test"})
        cls.make_bank_account(FR_IBAN, egg_bic="PSSTFRPPPAR")
        cls.debit_mode = cls.env.ref("egg_billing.payment_mode_direct_debit")

    @classmethod
    def make_account(cls, number=0, **values):
        partner = values.pop("partner", None) or cls.env["res.partner"].create(
            {"name": f"Client {number}", "is_company": True, "email": f"client{number}@example.com"})
        return cls.env["res.partner.bank"].create({"partner_id": partner.id,
                                                   "acc_number": IBANS[number % len(IBANS)]} | values)

    @classmethod
    def make_mandate(cls, number=0, ready=True, account=None, **values):
        account = account or cls.make_account(number)
        mandate = cls.env["egg.debit.mandate"].sudo().create(
            {
                "bank_account_id": account.id,
                "signature_date": "2026-01-15",
                "signature_town": "Lyon",
                "name": f"RUM-TEST-{account.id}",
            }
            | values
        )
        if ready:
            mandate.action_insert()
        return mandate

    @classmethod
    def make_invoice(cls, partner, amount=100.0, post=True, **values):
        invoice = cls.env["account.move"].create({
            "move_type": "out_invoice", "partner_id": partner.id, "invoice_date": "2026-11-01",
            "invoice_date_due": "2026-11-20",
            "egg_payment_mode_id": cls.debit_mode.id,
            "invoice_line_ids": [(0, 0, {"name": "Conseil", "quantity": 1, "price_unit": amount, "tax_ids": False})],
        } | values)
        if post:
            invoice.action_post()
        return invoice

    @classmethod
    def make_debits(cls, count, **values):
        """Invoices of as many customers, each with a mandate that is ready."""
        return cls.env["account.move"].concat(*(
            cls.make_invoice(cls.make_mandate(number).partner_id, 100.0 + number, **values) for number in range(count)))

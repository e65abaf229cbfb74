from freezegun import freeze_time
from odoo.addons.account.tests.common import AccountTestInvoicingCommon


class FrenchCompanyCase(AccountTestInvoicingCommon):
    """A French company in euros with a bank journal, on the day `now`, which stands still."""

    now = ""

    @classmethod
    def setup_independent_company(cls, **_values):
        """The French company of the test database: a new one loads a chart, which takes each class ten seconds."""
        return cls.env.company

    @classmethod
    @AccountTestInvoicingCommon.setup_country("fr")
    def setUpClass(cls):
        clock = freeze_time(cls.now)
        clock.start()
        cls.addClassCleanup(clock.stop)
        super().setUpClass()
        cls.company = cls.env.company
        cls.company.currency_id = cls.env.ref("base.EUR")
        cls.bank = cls.company_data["default_journal_bank"]

    @classmethod
    def make_bank_account(cls, number: str, **values):
        """The account of the company's bank journal."""
        cls.bank.bank_account_id = cls.env["res.partner.bank"].create(
            {"acc_number": number, "partner_id": cls.company.partner_id.id} | values)

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from ..common_print import EggPrintCase

OWN, THIEF = "FR1420041010050500013M02606", "BE68539007547034"


@tagged("post_install", "-at_install")
class TestCompanyAccounts(EggPrintCase):
    """Where the firm is paid is kept by its accountants."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = cls.company.partner_id
        cls.account = cls.env["res.partner.bank"].create({"acc_number": OWN, "partner_id": cls.owner.id})
        own = {"company_ids": [Command.set(cls.company.ids)], "company_id": cls.company.id}
        groups = "base.group_user,base.group_partner_manager"
        cls.keeper = new_test_user(cls.env, "accounts_keeper", groups, **own)
        cls.clerk = new_test_user(cls.env, "accounts_clerk", f"{groups},account.group_account_invoice", **own)
        cls.accountant = new_test_user(cls.env, "accounts_accountant", f"{groups},account.group_account_manager", **own)
        cls.settings = new_test_user(cls.env, "accounts_settings", f"{groups},base.group_system", **own)

    def test_who_keeps_contacts_changes_no_account_of_the_firm(self):
        """SEC-12: number, holder, bank, order and archiving of the firm's account, a further one, one that is moved to
        it or taken from it, and deleting: refused to who keeps contacts, to billing as well.
        """
        theirs = self.env["res.partner.bank"].create({"acc_number": THIEF, "partner_id": self.customer.id})
        for user in (self.keeper, self.clerk):
            self.check_refused(user, theirs)
            mine = self.account.with_user(user)
            mine.write({"acc_number": mine.acc_number, "active": True})  # what a form sends back
            theirs.with_user(user).acc_holder_name = user.name
        self.assertEqual(self.account.sanitized_acc_number, OWN)
        self.assertNotIn(THIEF, self.owner.bank_ids.mapped("sanitized_acc_number"))
        self.assertEqual(theirs.partner_id, self.customer)

    def check_refused(self, user, theirs):
        accounts, mine = self.env["res.partner.bank"].with_user(user), self.account.with_user(user)
        bank, other = self.env["res.bank"].create({"name": "B"}), "DE89370400440532013000"
        for values in ({"acc_number": THIEF}, {"acc_holder_name": "Thief"}, {"active": False}, {"sequence": -5},
                       {"bank_id": bank.id}, {"partner_id": self.customer.id}):
            with self.assertRaises(AccessError):
                mine.write(values)
        for refused in (
            lambda: accounts.create({"acc_number": other, "partner_id": self.owner.id}),
            lambda: accounts.with_context(default_partner_id=self.owner.id).create({"acc_number": other}),
            lambda: self.owner.with_user(user).write({"bank_ids": [Command.create({"acc_number": THIEF})]}),
            lambda: theirs.with_user(user).write({"partner_id": self.owner.id}),
            mine.unlink,
        ):
            with self.assertRaises(AccessError):
                refused()

    def test_a_merge_gives_the_firm_no_account(self):
        """SEC-12: a contact with an account is not merged into the firm by who keeps contacts."""
        other = self.env["res.partner"].create({"name": "Double", "bank_ids": [Command.create({"acc_number": THIEF})]})
        values = {"partner_ids": [Command.set((other | self.owner).ids)], "dst_partner_id": self.owner.id,
                  "state": "selection"}
        merge = self.env["base.partner.merge.automatic.wizard"]
        with self.assertRaisesRegex(UserError, "kept by accountants"):
            merge.with_user(self.keeper).create(values).action_merge()
        merge.with_user(self.accountant).create(values).action_merge()
        self.assertIn(THIEF, self.owner.bank_ids.mapped("sanitized_acc_number"))

    def test_accountants_and_who_sets_up_may(self):
        """SEC-12: accountants keep the accounts, with their journals; so does who sets up the database."""
        for user, number in ((self.accountant, "DE89370400440532013000"), (self.settings, THIEF)):
            account = self.env["res.partner.bank"].with_user(user).create(
                {"acc_number": number, "partner_id": self.owner.id})
            account.acc_holder_name = "Firm"
            account.unlink()
        journal = self.env["account.journal"].with_user(self.accountant).create({
            "name": "Second bank", "type": "bank", "code": "BK9", "bank_acc_number": "GB82WEST12345698765432"})
        self.assertEqual(journal.bank_account_id.partner_id, self.owner)

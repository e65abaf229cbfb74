import hashlib
import zlib

from odoo import Command, api, fields, models
from odoo.addons.egg_billing.core.rights import BILLING
from odoo.tools import SQL

from ..content.egg_followup_message import Dropped, LateFacts
from ..delivery.egg_followup_message import Lock

#: first key of the advisory locks on customers who get a statement
CUSTOMER_SPACE = zlib.crc32(b"egg_statement_customer") & 0x7FFFFFFF


class EggFollowupMessage(models.Model):
    """A statement of account as a message: to one customer, with the statement as a PDF; no stage of a document is done
    with it.
    """

    _inherit = "egg.followup.message"

    document_type = fields.Selection(selection_add=[("statement", "Statement of account")],
                                     ondelete={"statement": "cascade"})
    statement_customer_id = fields.Many2one("res.partner", "Customer of the statement", index="btree_not_null",
                                            readonly=True)
    statement_balance = fields.Monetary("Balance of the statement", readonly=True)
    statement_count = fields.Integer("Rows of the statement", readonly=True)
    statement_day = fields.Date("Stated on", readonly=True)

    statement_totals = fields.Char("Balances of the statement", compute="_compute_statement_facts", groups=BILLING,
                                   help="What is owed at its end, in each currency.")
    statement_link = fields.Char("Address to pay on", compute="_compute_statement_facts", groups=BILLING)
    statement_bank_id = fields.Many2one("res.partner.bank", "Account to pay to", compute="_compute_statement_facts",
                                        groups=BILLING)

    @api.depends("statement_customer_id")
    def _compute_statement_facts(self):
        for message in self:
            accounts = message._get_statement_accounts() if message._is_statement() else {}
            told = message.with_context(lang=message._get_language())
            message.statement_totals = ", ".join(
                currency.with_env(told.env).format(account.closing) for currency, account in accounts.items()) or False
            message.statement_link = message._is_statement() and message._get_statement_link()
            message.statement_bank_id = message._is_statement() and message._get_bank_account()

    @api.depends("statement_balance", "statement_count", "document_type")
    def _compute_amounts(self):
        super()._compute_amounts()
        for message in self.filtered(lambda one: one.document_type == "statement"):
            message.amount_due = message.amount_claimed = message.statement_balance
            message.item_count = message.statement_count

    def _as_egg_actor(self):
        """See the run's."""
        messages = super()._as_egg_actor()
        messages.run_id.with_env(self.env)._as_egg_actor()
        return messages

    def _is_statement(self) -> bool:
        return self.document_type == "statement"

    # What it is about

    def _get_main_document(self):
        return self.statement_customer_id if self._is_statement() else super()._get_main_document()

    def _get_debtor(self):
        return self.statement_customer_id if self._is_statement() else super()._get_debtor()

    def _get_bank_account(self):
        if self._is_statement():
            return self.statement_customer_id._get_egg_statement_bank(self.company_id)
        return super()._get_bank_account()

    def _get_language(self):
        if self._is_statement():
            return self.partner_id.lang or self.statement_customer_id.lang or super()._get_language()
        return super()._get_language()

    def _get_statement_link(self) -> str:
        """Return the address on which the customer pays; empty: there is none."""
        return self.statement_customer_id._get_egg_statement_link(self.company_id)

    # Once each

    def _lock(self):
        """Who sends a statement locks its customer too: two runs do not send it at the same moment."""
        customers = self.env.execute_query(SQL(
            """SELECT message, %(space)s, customer, pg_try_advisory_lock(%(space)s, customer)
                 FROM (SELECT id AS message, statement_customer_id AS customer FROM egg_followup_message
                        WHERE id = ANY(%(ids)s) AND statement_customer_id IS NOT NULL) AS told""",
            space=CUSTOMER_SPACE, ids=self.ids))
        return super()._lock() + [Lock(*row) for row in customers]

    def _get_late_facts(self):
        return LateFacts({}, {}) if self[:1]._is_statement() else super()._get_late_facts()

    def _drop_what_is_settled(self, late=None):
        if not self._is_statement():
            return super()._drop_what_is_settled(late)
        reason = self._get_statement_obstacle()
        if reason:
            raise Dropped(reason)
        stated = self.run_id._get_stated(self.statement_customer_id)[self.statement_customer_id]
        self.write({"statement_balance": stated.balance, "statement_count": stated.count})
        return None

    def _get_statement_obstacle(self) -> str:
        """Return why this statement does not leave now; empty: it does."""
        run, customer = self.run_id, self.statement_customer_id
        user = run.user_id
        own = customer.with_user(user).with_context(allowed_company_ids=run.company_id.ids)
        is_maker = user._is_superuser() or (
            user.has_group(BILLING) and run.company_id in user.company_ids)
        if not (is_maker and customer and own.has_access("read")):
            return self.env._("%(user)s, who started the run, may not make this statement.", user=user.name)
        if self.partner_id.commercial_partner_id != customer or customer.commercial_partner_id != customer:
            return self.env._("The contact belongs to another customer now: make a new simulation.")
        if not run._get_stated(customer):
            return self.env._("There is nothing to state.")
        return self._get_unreached_text() or self._get_statement_repeat()

    def _get_statement_repeat(self) -> str:
        run = self.run_id
        twin = self.search(run._get_statement_twin_domain(self.statement_customer_id)
                           & run._get_stated_today_domain(), limit=1)
        if not twin:
            return ""
        return self.env._("Has the same statement today already: %(run)s.", run=twin.run_id.display_name)

    def _note_sent(self, channel, content):
        super()._note_sent(channel, content)
        self._note_statement_day()

    def _give_up(self, state, reason, doubt):
        super()._give_up(state, reason, doubt)
        if self.state == "uncertain":
            self._note_statement_day()

    def _note_statement_day(self):
        self.filtered(lambda message: message._is_statement()).statement_day = fields.Date.context_today(self)

    def _print(self):
        printed = super()._print()
        for message in self.filtered(lambda one: one.state == "sent"):
            message._note_statement_day()
        return printed

    # What goes with it

    def _has_files(self):
        return self._is_statement() or super()._has_files()

    def _get_statement_accounts(self) -> dict:
        """Return {currency: `Account`}."""
        return self.statement_customer_id._get_egg_statement(self.company_id, self.run_id._get_statement_choice())

    def _get_facts(self):
        """What was printed is printed again when the account has changed since."""
        if not self._is_statement():
            return super()._get_facts()
        told = repr([(currency.id, account) for currency, account in self._get_statement_accounts().items()])
        return f"{fields.Date.context_today(self)}:{hashlib.sha256(told.encode()).hexdigest()}"

    def _print_attachments(self, ahead):
        if not self._is_statement():
            return super()._print_attachments(ahead)
        self._drop_what_is_settled()
        facts = self._get_facts()
        if self.facts != facts:
            self.write({"facts": facts, "attachment_ids": [Command.set(self._create_statement_pdf().ids)]})
        return None

    def _create_statement_pdf(self):
        told = self.with_context(lang=self._get_language())
        return self._create_pdf(self._render_statement(), told.env._("Statement of account.pdf"))

    def _render_statement(self) -> bytes:
        customer = self.statement_customer_id
        return customer._render_egg_statement(self.company_id, self.run_id._get_statement_choice(),
                                              self._get_language())

    def _read_documents(self, ahead):
        return [self._render_statement()] if self._is_statement() else super()._read_documents(ahead)

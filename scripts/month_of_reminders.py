"""Thirty days of reminders that run by themselves, in some seconds and without a trace: nothing is committed or sent.

usage: make shell DB=egg_demo < scripts/month_of_reminders.py    (`odoo shell`, `env` is bound)
`make demo` shows it too. Four customers owe from today on: one never pays, one pays on the third day, one promises,
one disputes. Each day the bank tells something, the jobs work twice, and nobody clicks.
"""

from contextlib import ExitStack
from datetime import date, datetime, time, timedelta
from email.utils import parseaddr
from unittest.mock import patch

from freezegun import freeze_time
from odoo.addons.base.models.ir_mail_server import IrMail_Server
from odoo.modules import module

DAYS = 31
NAMES = ("Never pays", "Pays on the third day", "Promises two weeks", "Disputes")


class Session:
    """A mail server that takes all."""

    smtp_from = from_filter = None

    def rset(self):
        return 250, b"OK"

    def quit(self):
        """Nothing was opened."""


def simulate(env, first=None) -> list:
    """Return [(day, customer, what happened)] of thirty days from today on; the transaction is rolled back."""
    first, mails = first or date.today(), []

    def send(_server, message, *_arguments, **_options):
        mails.append(parseaddr(message["To"])[0])
        return message["Message-Id"]

    with ExitStack() as stack:
        for owner, name, value in (
            (IrMail_Server, "send_email", send), (IrMail_Server, "_connect__", lambda *_some, **_more: Session()),
            (IrMail_Server, "_disable_send", classmethod(lambda _model: False)),
            (module, "current_test", True), (env.cr, "commit", env.cr.flush),
        ):
            stack.enter_context(patch.object(owner, name, value))
        month = Month(env(su=True), first)
        found = [row for number in range(DAYS) for row in month.live(number, mails)]
    env.cr.rollback()
    env.transaction.clear()
    return found


class Month:
    """Four customers, and the days that pass."""

    def __init__(self, env, first):
        self.env, self.first = env, first
        company = env.company
        user = env.ref("base.user_admin")
        user.write({"tz": "Europe/Paris", "group_ids": [(4, env.ref("account.group_account_manager").id)]})
        company.email = company.email or "contact@example.com"
        self.daily = env["egg.followup.daily"].search([("company_id", "=", company.id)])
        values = {"is_on": True, "user_id": user.id, "attach_pdf": False}
        self.daily = self.daily or self.daily.create(values)
        self.daily.write(values)
        self.bank = env["account.journal"].search([("type", "=", "bank"), ("company_id", "=", company.id)], limit=1)
        self.moves = {name: self._invoice(name) for name in NAMES}
        self.open = self._items(*NAMES)

    def _invoice(self, name):
        address = f"{name.replace(' ', '.').lower()}@client.example"
        partner = self.env["res.partner"].create({"name": name, "email": address, "is_company": True})
        move = self.env["account.move"].create({
            "move_type": "out_invoice", "partner_id": partner.id, "invoice_date": date.today(),
            "invoice_date_due": self.first, "invoice_payment_term_id": False,
            "invoice_line_ids": [(0, 0, {"name": "Work", "price_unit": 1000.0})]})
        move.action_post()
        return move

    def _items(self, *names):
        return self.env["account.move"].union(*(self.moves[name] for name in names))._get_egg_due_items()

    def live(self, number: int, mails: list) -> list:
        """Live a day; return its rows."""
        day, rows = self.first + timedelta(days=number), []
        with freeze_time(datetime.combine(day, time(10))):
            if number == 3:
                self._pay("Pays on the third day")
                self._items("Promises two weeks").egg_promise_date = self.first + timedelta(days=14)
                self._items("Disputes").egg_dispute = True
                rows += [(day, name, "(paid, promised or disputed)") for name in NAMES[1:]]
            self.env["account.bank.statement.line"].create({
                "journal_id": self.bank.id, "date": day, "payment_ref": "Fees", "amount": -1.0})
            mails.clear()
            for _time in range(2):
                self._work()
            rows += [(day, name, "reminded") for name in mails if name in NAMES]
            waiting = self.daily.run_ids.filtered(lambda run: run.state == "approval").followup_message_ids
            rows += [(day, one.partner_id.name, f"{one.stage_id.name} waits for approval") for one in waiting
                     if one.partner_id.name in NAMES]
        return rows

    def _pay(self, name):
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=self.moves[name].ids).create({"journal_id": self.bank.id})
        wizard._create_payments()

    def _work(self):
        """As the jobs do."""
        self.env["egg.followup.daily"]._cron_daily()
        self.env["egg.followup.run"]._cron_simulate()
        self.env["egg.followup.run"]._cron_send()


def tell(rows: list) -> str:
    """Return the rows as a table; what waits is told on its first day."""
    told, lines = set(), []
    for day, name, what in rows:
        if "waits" not in what or (name, what) not in told:
            lines.append(f"     {day:%d/%m}  {name:<24} {what}")
        told.add((name, what))
    return "\n".join(lines)


if "env" in globals():
    print(tell(simulate(env)))  # noqa: F821, T201

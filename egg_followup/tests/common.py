from datetime import date, timedelta
from email.utils import parseaddr
from unittest.mock import patch

from odoo import Command
from odoo.addons.base.models.ir_mail_server import IrMail_Server
from odoo.tests import TransactionCase

TODAY = date(2026, 5, 27)


class Outbox:
    """What would have left: the messages handed to the mail server."""

    def __init__(self):
        self.messages = []

    def __len__(self):
        return len(self.messages)

    def addresses(self):
        """The addresses that the messages went to, sorted."""
        return sorted(parseaddr(message["To"])[1] for message in self.messages)

    def to(self, address):
        return [message for message in self.messages if address in message["To"]]


class FollowupCase(TransactionCase):
    """A French company with a salesperson, and customers with due invoices."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env["base"].with_context(tracking_disable=True).env
        cls.company = cls.env.company
        cls.company.write({"email": "contact@egg.example", "city": "Lyon"})
        cls.env.user.partner_id.email = "paul@egg.example"
        cls.journal = cls.env["account.journal"].search([("type", "=", "sale"), ("company_id", "=", cls.company.id)],
                                                        limit=1)
        cls.bank = cls.env["account.journal"].search([("type", "=", "bank"), ("company_id", "=", cls.company.id)],
                                                     limit=1)
        cls.account = cls.env["account.account"].search(
            [("account_type", "=", "income"), ("company_ids", "in", cls.company.ids)], limit=1,
        )
        cls.alpha = cls._customer("Client Alpha", "alpha@client.example")
        cls.stage_1 = cls.env.ref("egg_followup.stage_reminder_1")
        cls.stage_2 = cls.env.ref("egg_followup.stage_reminder_2")
        cls.notice = cls.env.ref("egg_followup.stage_formal_notice")
        cls.sent = cls.env.ref("egg_followup.stage_sent")
        cls.paid = cls.env.ref("egg_followup.stage_paid")
        cls.env.ref("egg_followup.stage_call").kind = "note"  # the agenda, where it is installed, plans calls by it

    def setUp(self):
        super().setUp()
        self.freeze(TODAY)
        self.outbox = Outbox()

        def send_email(server, message, *args, **kwargs):
            self.outbox.messages.append(message)
            return message["Message-Id"]

        # The real path up to the mail server: only the last step is replaced.
        self.startPatcher(patch.object(IrMail_Server, "send_email", send_email))
        self.startPatcher(patch.object(IrMail_Server, "_disable_send", classmethod(lambda server: False)))
        self.startPatcher(patch.object(IrMail_Server, "_connect__", lambda server, *args, **kwargs: FakeSession()))

    def freeze(self, day):
        from freezegun import freeze_time
        clock = freeze_time(day)
        clock.start()
        self.addCleanup(clock.stop)

    @classmethod
    def _customer(cls, name, email=False, is_company=True, **values):
        return cls.env["res.partner"].create({"name": name, "email": email, "is_company": is_company, "lang": "en_US",
                                              **values})

    def _invoice(self, partner=None, amount=1000.0, due=TODAY - timedelta(1), post=True, **values):
        """An invoice without tax that is due on a day; no `due`: today."""
        move = self.env["account.move"].create({
            "move_type": "out_invoice", "partner_id": (partner or self.alpha).id, "invoice_date": min(due, TODAY),
            "invoice_date_due": due, "invoice_payment_term_id": False, "journal_id": self.journal.id,
            "invoice_line_ids": [Command.create({"name": "Work", "price_unit": amount, "account_id": self.account.id,
                                                 "tax_ids": []})],
            **values,
        })
        if post:
            move.action_post()
        return move

    def _refund(self, amount, partner=None, **values):
        """A credit note without tax of some days ago."""
        move = self.env["account.move"].create({
            "move_type": "out_refund", "partner_id": (partner or self.alpha).id, "invoice_date": TODAY - timedelta(3),
            "invoice_line_ids": [Command.create({"name": "Back", "price_unit": amount, "account_id": self.account.id,
                                                 "tax_ids": []})], **values,
        })
        move.action_post()
        return move

    def _pay(self, move, amount=None):
        wizard = self.env["account.payment.register"].with_context(active_model="account.move",
                                                                   active_ids=move.ids).create({
            "journal_id": self.bank.id, **({"amount": amount} if amount else {}),
        })
        return wizard._create_payments()

    def _items(self, *moves):
        return self.env["account.move"].union(*moves)._get_egg_due_items()

    def _prepare(self, records, **options):
        options.setdefault("attach_pdf", False)
        return records.env["egg.followup.run"]._plan_run(records, **options)

    def _send(self, records, **options):
        run = self._prepare(records, **options)
        run.action_start()
        self.env["egg.followup.run"]._cron_send()
        return run

    def _work_later(self, times: int = 1):
        """Let the job work again, each time once all pauses are over."""
        for _time in range(times):
            for model in ("egg.followup.message", "egg.followup.run"):
                self.env[model].search([("next_try", "!=", False)]).next_try = False
            self.env["egg.followup.run"]._cron_send()

    def _bulk(self, *moves, start=True, user=None, **choices):
        """As a person does: tick on the bulk screen, choose, simulate; then, if wanted, send."""
        items = self._items(*moves)
        return self._bulk_items(items.with_user(user) if user else items, start, **choices)

    def _bulk_items(self, items, start=True, **choices):
        choices.setdefault("attach_pdf", False)
        if choices.get("stage"):
            stage = choices.pop("stage")
            choices |= {"stage_mode": "given", "stage_id": stage.id}
        wizard = items.env["egg.followup.send"].with_context(active_model=items._name, active_ids=items.ids)
        run = self.env["egg.followup.run"].browse(wizard.create(choices).action_simulate()["res_id"])
        if start:
            run.with_user(items.env.user).action_start()
            self.env["egg.followup.run"]._cron_send()
        return run


class FakeSession:
    smtp_from = from_filter = None

    def quit(self):
        pass

    def rset(self):
        return 250, b"OK"

"""Bulk follow-up: planning and queueing many due items.

Target: at most 2.2 ms of CPU and 1 query per item for 5,000 items of 1,250 customers, linear from 500 to 20,000, memory
constant within 50 MiB. What opening the screen costs is measured in `bench/bulk.py`.

From due item to sent mail (four items a customer, up to a mail server that takes bytes and answers): against core,
which renders a template for each of these customers and sends it, in the same run; it notes nothing about the items.

The daily run that nobody starts, over 20,000 open items: at most 1.2 ms of CPU an open item, with every fifth of them
to be reminded that day; memory as small as for a quarter of them.

With the document attached, printed for it: at most 120 ms of CPU a mail, that of the engine included, one invoice each.
"""

import gc
import resource
from contextlib import ExitStack, contextmanager
from datetime import date, timedelta
from unittest.mock import patch

from odoo.addons.base.models.ir_mail_server import IrMail_Server

from bench.support import meter, seed_invoices

SIZES = ((500, 125), (5000, 1250), (20000, 5000))
MAILS = (400, 2000)
PRINTED = 100
CORE = "follow-up: core renders and sends a template to {} customers, per item"
OURS = "follow-up: from {} due items to sent mails"
WITH_PDF = "follow-up: a mail with its invoice printed and attached"
DAILY = ((5000, 1250), (20000, 5000))
DAILY_PLAN = "follow-up: daily run over {} open items, planned and started"
TARGETS = [
    ("follow-up: daily run over 20000 open items, planned and started", "cpu_ms", "more", None, 1.2),
    ("follow-up: daily run over 20000 items, all to be reminded", "cpu_ms", "more", None, 1.2),
    ("follow-up: from 2000 due items to sent mails", "cpu_ms", "times",
     "follow-up: core renders and sends a template to 500 customers, per item", 2.0),
    ("follow-up: from 2000 due items to sent mails", "queries", "times",
     "follow-up: core renders and sends a template to 500 customers, per item", 2.0),
    ("follow-up: a mail with its invoice printed and attached", "cpu_ms", "more", None, 120.0),
]


def run(env, sizes=SIZES) -> list:
    """Return the `Figures` of each piece of work; nothing is committed."""
    found = []
    for items, customers in sizes:
        found += _plan(env, items, customers)
        env.cr.rollback()
        env.transaction.clear()
    for items, customers in DAILY:
        for share in (5, 1):
            found.append(_plan_day(env, items, customers, share))
            env.cr.rollback()
            env.transaction.clear()
    for count in MAILS:
        with _mailing(env):
            found += _send(env, count)
        env.cr.rollback()
        env.transaction.clear()
    with _mailing(env):
        found.append(_send_printed(env, PRINTED))
    env.cr.rollback()
    env.transaction.clear()
    return found


class Server:
    """A mail server that takes all."""

    smtp_from = from_filter = None
    taken = 0

    def send_message(self, message, *_addresses):
        message.as_bytes()
        self.taken += 1

    def rset(self):
        return 250, b"OK"

    def quit(self):
        """Nothing was opened."""


@contextmanager
def _mailing(env):
    """Mails go to a `Server`, and a commit writes and forgets what it does, but keeps nothing."""

    def commit():
        env.cr.flush()
        env.cr.clear()

    server = Server()
    with ExitStack() as stack:
        for name, value in (("_connect__", lambda *_arguments, **_options: server),
                            ("_disable_send", classmethod(lambda _model: False))):
            stack.enter_context(patch.object(IrMail_Server, name, value))
        stack.enter_context(patch.object(env.cr, "commit", commit))
        yield server


def _send(env, count: int) -> list:
    env.company.email = "contact@egg.example"
    moves, customers = seed_invoices(env, count, count // 4), count // 4
    lines = _make_due(env, moves)
    template = env["mail.template"].create({
        "name": "Bench", "model_id": env["ir.model"]._get_id("account.move"), "subject": "{{ object.name }}: reminder",
        "partner_to": "{{ object.partner_id.id }}", "email_from": "contact@egg.example",
        "body_html": env.ref("egg_followup.mail_template_reminder_1").body_html.replace(
            "object.items_table", "object.amount_residual").replace("object.user_id", "object.invoice_user_id"),
    })
    first = [some[0].id for some in moves.grouped("partner_id").values()]
    with meter(env, CORE.format(customers), count) as core:
        template.send_mail_batch(first, email_layout_xmlid="mail.mail_notification_light").send(auto_commit=True)
    env.invalidate_all()
    with meter(env, OURS.format(count), count) as ours:
        run = env["egg.followup.run"]._plan_run(lines, attach_pdf=False)
        _simulate(run)
        run.action_start()
        run.sudo()._cron_send()
    assert run.done_count == customers, (run.done_count, run.followup_message_ids[:1].reason)
    return [core, ours]


def _send_printed(env, count: int):
    """One invoice a mail, none of which was printed before."""
    env.company.email = "contact@egg.example"
    lines = _make_due(env, seed_invoices(env, count, count))
    run = env["egg.followup.run"]._plan_run(lines, attach_pdf=True, grouping="document")
    run.action_start()
    env.invalidate_all()
    engine = resource.getrusage(resource.RUSAGE_CHILDREN)
    with meter(env, WITH_PDF, count) as figures:
        run.sudo().with_context(force_report_rendering=True)._cron_send()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    figures.cpu += after.ru_utime + after.ru_stime - engine.ru_utime - engine.ru_stime
    assert run.done_count == count, (run.done_count, run.followup_message_ids[:1].reason)
    return figures


def _simulate(run):
    """Do what the job does with many rows; nothing is committed."""
    if run.state == "simulating":
        with patch.object(type(run), "_in_test", lambda _model: True):
            run.sudo()._simulate()


def _make_due(env, moves):
    lines = env["account.move.line"].search([("move_id", "in", moves.ids), ("display_type", "=", "payment_term")])
    env.cr.execute("UPDATE account_move_line SET egg_next_stage_id = %s, egg_next_stage_date = date_maturity WHERE "
                   "id = ANY(%s)", [env.ref("egg_followup.stage_reminder_1").id, lines.ids])
    env.invalidate_all()
    gc.collect()
    return lines


def _plan(env, count: int, customers: int) -> list:
    moves = seed_invoices(env, count, customers)
    env.company.email = "contact@egg.example"
    lines = _make_due(env, moves)
    with meter(env, f"follow-up: click to simulate {count} rows") as click:
        run = env["egg.followup.run"]._plan_run(lines, attach_pdf=True)
    env.invalidate_all()
    with meter(env, f"follow-up: plan and queue {count} items of {customers} customers", count) as figures:
        _simulate(run)
        run.action_start()
    assert run.message_count == customers, (run.message_count, customers)
    assert len(run.item_ids) == count
    run.action_cancel()
    return [click, figures]


def _plan_day(env, count: int, customers: int, share: int):
    """The day of a company with so many open items, one in `share` of which is to be reminded today."""
    lines = _make_due(env, seed_invoices(env, count, customers))
    env.company.email = "contact@egg.example"
    env.cr.execute("UPDATE account_move_line SET egg_next_stage_date = CASE WHEN id %% %s = 0 THEN %s ELSE %s END "
                   "WHERE id = ANY(%s)", [share, date.today(), date.today() + timedelta(days=30), lines.ids])
    user = env["res.users"].search([("share", "=", False), ("company_ids", "in", env.company.ids)], limit=1)
    user.group_ids += env.ref("account.group_account_manager")
    usual = env.ref("egg_followup.scenario_usual")
    usual.write(dict.fromkeys(("saturday", "sunday", "on_holidays"), True) | {"hour_from": 0, "hour_to": 24})
    daily = env["egg.followup.daily"].create({"is_on": True, "user_id": user.id, "without_bank": "run"})
    env.invalidate_all()
    name = DAILY_PLAN if share > 1 else "follow-up: daily run over {} items, all to be reminded"
    runs = env["egg.followup.run"]
    with patch.object(type(runs), "_in_test", lambda _model: True), meter(env, name.format(count), count) as figures:
        daily._open_runs()
        run = runs.sudo().search([("daily_id", "=", daily.id)])
        run._simulate()
        run._start_simulated()
    assert run.state == "running", (run.state, run.problem)
    assert sum(len(one.item_ids) for one in run) == len(lines.filtered(lambda line: line.id % share == 0))
    return figures

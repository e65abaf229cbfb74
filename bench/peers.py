"""Beside what others publish, installed from the package registry in the same run (`make bench B=peers`):

- OCA's credit control: from due items to sent mails, and the reminders of egg over the same due items;
- OCA's payment orders and SEPA direct debit: from open items to the file, booked and reconciled, and the same by egg.

Each runs on a database of its own with nothing but accounting beside it; what `PACKAGES` names is only run, nothing of
the suite needs or imports it. Without a registry in reach there is nothing to compare with, and the bench says so.
"""

import gc
from datetime import date, timedelta

from .followup import _mailing, _make_due, _simulate
from .sepa import _iban, bench_booking, prepare
from .support import meter, seed_invoices

#: What is put beside the suite, at the versions that were measured last.
PACKAGES = [
    "odoo-addon-account-credit-control==19.0.1.0.0.13", "odoo-addon-account-payment-mode==19.0.1.1.0.3",
    "odoo-addon-account-payment-order==19.0.1.0.8", "odoo-addon-account-banking-mandate==19.0.1.0.1.1",
    "odoo-addon-account-banking-pain-base==19.0.1.1.1.4", "odoo-addon-account-banking-sepa-direct-debit==19.0.1.1.1.6",
]
LIBRARIES = ["unidecode==1.4.0"]
MODULES = ["account_credit_control", "account_banking_sepa_direct_debit"]
ITEMS, DEBITS, BOOKED = 2000, 1000, 100
THEIR_MAIL, OUR_MAIL = "OCA: from due items to sent mails", "egg: from due items to sent mails"
THEIR_FILE, OUR_FILE = "OCA: from open items to the SEPA file", "egg: from open items to the SEPA file"
THEIR_BOOKING, OUR_BOOKING = "OCA: post and reconcile a collection", "sepa: book and reconcile"
TARGETS = [
    (OUR_MAIL, "cpu_ms", "times", THEIR_MAIL, 0.5), (OUR_FILE, "cpu_ms", "times", THEIR_FILE, 0.06),
    (OUR_BOOKING, "cpu_ms", "times", THEIR_BOOKING, 0.125),
]


def run(env) -> list:
    """Return the `Figures` of whoever is installed; nothing is committed."""
    theirs = "credit.control.run" in env
    found = []
    for part in (remind_by_oca, collect_by_oca) if theirs else (remind, collect, bench_booking):
        found += part(env)
        env.cr.rollback()
        env.transaction.clear()
    return found


def remind(env) -> list:
    """Plan, start and send by egg, four due items a customer."""
    env.company.email = "contact@egg.example"
    with _mailing(env):
        lines = _make_due(env, seed_invoices(env, ITEMS, ITEMS // 4))
        with meter(env, OUR_MAIL, ITEMS) as figures:
            planned = env["egg.followup.run"]._plan_run(lines, attach_pdf=False)
            _simulate(planned)
            planned.action_start()
            planned.sudo()._cron_send()
    assert planned.done_count == ITEMS // 4, planned.followup_message_ids[:1].reason
    return [figures]


def remind_by_oca(env) -> list:
    """Generate, get ready and send by e-mail, without its PDF; the table of the invoices is in the mail, as in ours."""
    env.company.email = "contact@egg.example"
    env.user.group_ids += env.ref("account_credit_control.group_account_credit_control_manager")
    policy = env["credit.control.policy"].create({
        "name": "Bench", "account_ids": [(6, 0, env["account.account"].search([
            ("account_type", "=", "asset_receivable")]).ids)],
        "level_ids": [(0, 0, {
            "name": "Reminder 1", "level": 1, "computation_mode": "net_days", "delay_days": 0, "channel": "email",
            "custom_text": "Please pay.", "custom_mail_text": "<p>Please pay.</p>", "mail_show_invoice_detail": True,
            "email_template_id": env.ref("account_credit_control.email_template_credit_control_base").id})],
    })
    policy.level_ids.email_template_id.report_template_ids = False
    env.company.credit_policy_id = policy
    with _mailing(env) as server:
        seed_invoices(env, ITEMS, ITEMS // 4)
        env.flush_all()
        env.invalidate_all()
        gc.collect()
        with meter(env, THEIR_MAIL, ITEMS) as figures:
            control = env["credit.control.run"].create({"date": date.today(), "policy_ids": [(6, 0, policy.ids)]})
            control.generate_credit_lines()
            control.set_to_ready_lines()
            control.run_channel_action()
            env["mail.mail"].sudo().process_email_queue()
    assert len(control.line_ids) == ITEMS, len(control.line_ids)
    assert server.taken >= ITEMS // 4, server.taken
    return [figures]


def collect(env) -> list:
    """From open items to the validated file, as the form does it."""
    items = prepare(env, DEBITS)._get_egg_due_items()
    env.flush_all()
    env.invalidate_all()
    gc.collect()
    with meter(env, OUR_FILE, DEBITS) as figures:
        form = env["egg.sepa.collect"].with_context(active_model="account.move.line", active_ids=items.ids).create({})
        collection = env["egg.sepa.collection"].browse(form.action_validate()["res_id"])
    assert collection.item_count == DEBITS, collection.skipped_note
    return [figures]


def collect_by_oca(env) -> list:
    """From open items to the file; then what is at the bank is posted and reconciled."""
    order = _prepare_order(env, DEBITS)
    with meter(env, THEIR_FILE, DEBITS) as made:
        wizard = env["account.payment.line.create"].with_context(
            active_model="account.payment.order", active_id=order.id).create({
                "order_id": order.id, "date_type": "due", "filter_date": date.today(), "invoice": True})
        wizard.populate()
        wizard.create_payment_lines()
        order.draft2open()
        order.open2generated()
    assert len(order.payment_line_ids) == DEBITS, len(order.payment_line_ids)
    env.cr.rollback()
    env.transaction.clear()
    order = _prepare_order(env, BOOKED)
    items = env["account.move.line"].search([("move_id.name", "=like", "BENCH%"),
                                             ("display_type", "=", "payment_term")])
    items.create_payment_line_from_move_line(order)
    order.draft2open()
    order.open2generated()
    env.flush_all()
    env.invalidate_all()
    with meter(env, THEIR_BOOKING, BOOKED) as booked:
        order.generated2uploaded()
    return [made, booked]


def _prepare_order(env, count: int):
    """A firm that collects by OCA's addons, `count` open items of customers with mandates, an empty debit order."""
    company = env.company
    company.sepa_creditor_identifier = "FR72ZZZ123456"
    bank = env["account.journal"].search([("type", "=", "bank"), ("company_id", "=", company.id)], limit=1)
    bank.bank_account_id = env["res.partner.bank"].create({
        "acc_number": "FR1420041010050500013M02606", "partner_id": company.partner_id.id})
    method = env.ref("account_banking_sepa_direct_debit.sepa_direct_debit")
    mode = env["account.payment.mode"].create({
        "name": "Debit", "payment_method_id": method.id, "bank_account_link": "fixed", "fixed_journal_id": bank.id,
        "company_id": company.id})
    moves = seed_invoices(env, count, customers=min(count, 1000))
    accounts = env["res.partner.bank"].create([
        {"partner_id": partner.id, "acc_number": _iban(number)} for number, partner in enumerate(moves.partner_id, 1)])
    mandates = env["account.banking.mandate"].create([
        {"partner_bank_id": account.id, "signature_date": date.today() - timedelta(30), "company_id": company.id,
         "format": "sepa", "type": "recurrent", "scheme": "CORE", "recurrent_sequence_type": "recurring"}
        for account in accounts])
    mandates.validate()
    by_partner = {mandate.partner_id.id: mandate.id for mandate in mandates}
    for move in moves:
        env.cr.execute("UPDATE account_move SET payment_mode_id = %s, mandate_id = %s WHERE id = %s",
                       [mode.id, by_partner[move.partner_id.id], move.id])
    env.cr.execute("UPDATE account_move_line SET payment_mode_id = %s WHERE move_id = ANY(%s) AND display_type = "
                   "'payment_term'", [mode.id, moves.ids])
    env.invalidate_all()
    gc.collect()
    return env["account.payment.order"].create({
        "payment_mode_id": mode.id, "journal_id": bank.id, "payment_type": "inbound", "date_prefered": "due"})

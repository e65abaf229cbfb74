import logging

from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL
from psycopg2 import OperationalError
from psycopg2.errors import UniqueViolation

_logger = logging.getLogger(__name__)
#: Context in which payments of debits are made.
QUIET = {
    "mail_create_nosubscribe": True, "mail_notrack": True, "tracking_disable": True, "mail_create_nolog": True,
    "skip_invoice_sync": True,  # the entries are balanced already; nothing of them is to be worked out again
}


def book_safely(debits, book, error_field: str):
    """Book debits together; when that fails, one by one, and note why on those that cannot be.

    :param debits: debits of one company, by bank file or by Stripe
    :param book: books the debits it is given
    :param error_field: text field of the debit that says why it could not be booked
    """
    try:
        with debits.env.cr.savepoint():
            book(debits)
        return
    except Exception:  # noqa: BLE001 one bad debit must not stop the others
        _logger.info("Booking %s debits together failed, trying one by one", len(debits))
        debits.env.invalidate_all()
    for debit in debits:
        try:
            with debits.env.cr.savepoint():
                book(debit)
        # another job had it, or the next number of the journal, at the same moment
        except (OperationalError, UniqueViolation):
            debits.env.invalidate_all()
        except Exception as fault:  # noqa: BLE001
            debits.env.invalidate_all()
            is_known = isinstance(fault, (UserError, AccessError))
            if not is_known:
                _logger.exception("Debit %s could not be booked", debit.id)
            debit[error_field] = str(fault)[:500] if is_known else debits.env._("Unexpected error, see the server's "
                                                                                "log.")


def make_payments(env, values: list):
    """Return posted payments of these values (one company), whose entries are made in one go."""
    payments = env["account.payment"].create(values)
    _attach_entries(payments)
    payments.action_post()
    return payments


def _attach_entries(payments):
    """Give these new payments their journal entries: all made together, linked in one statement.

    Core links them one by one, which costs a dozen queries each; posting then finds the entries and goes on as usual.
    """
    payments, env = payments.filtered("outstanding_account_id"), payments.env
    if not payments:
        return
    moves = env["account.move"].create([payment._generate_move_vals() for payment in payments])
    env.flush_all()
    env.cr.execute(SQL(
        "UPDATE account_payment SET move_id = move.id FROM account_move move WHERE move.origin_payment_id = "
        "account_payment.id AND move.id IN %s", tuple(moves.ids)))
    payments.invalidate_recordset(["move_id"])
    payments.modified(["move_id"])


def settle_due_items(pairs: list, credits: dict | None = None):
    """Reconcile due items with the payments of their debits; what is settled already leaves its payment as a credit of
    the customer, and the invoice says so.

    :param pairs: (due item, payment) of one company and one currency
    :param credits: {due item id: ids of the journal items of the credits that lowered its debit}; they settle the rest
    """
    _settle_payments(pairs)
    plan = []
    for due_item, _payment in pairs if credits else ():
        lines = due_item | due_item.browse(credits.get(due_item.id, ())).filtered(lambda line: not line.reconciled)
        if len(lines) > 1 and not due_item.reconciled:
            plan.append(lines)
    if plan:
        plan[0].browse()._reconcile_plan(plan)
    for due_item, payment in pairs:
        _tell_surplus(due_item, payment)


def _tell_surplus(due_item, payment):
    """What was debited above what was owed by then is the customer's money: people give it back or set it off."""
    lines = payment.move_id.line_ids.filtered(lambda line: line.account_id == due_item.account_id)
    surplus = -sum(lines.mapped("amount_residual_currency"))
    if due_item and payment.currency_id.compare_amounts(surplus, 0) > 0:
        env, money = due_item.env, payment.currency_id.format
        due_item.move_id._log_egg_event("overpaid", env._(
            "%(surplus)s of the debit of %(amount)s were not owed any more when it was booked: they are a credit of "
            "%(customer)s. Give them back, or set them off against another invoice.",
            surplus=money(surplus), amount=money(payment.amount), customer=payment.partner_id.display_name))


def _settle_payments(pairs: list):
    plan, entries = [], []
    for due_item, payment in pairs:
        if due_item and not due_item.reconciled:
            entries.append(payment.move_id.id)
            plan.append(due_item | payment.move_id.line_ids.filtered(
                lambda line, account=due_item.account_id: line.account_id == account))
    if not plan:
        return
    lines, company = plan[0].browse(), pairs[0][1].company_id
    if pairs[0][1].currency_id != company.currency_id:  # exchange differences come between: core's own order
        lines._reconcile_plan(plan)
        return
    lines.with_context(no_cash_basis=True)._reconcile_plan(plan)
    # core asks this of each debit alone; the entries for VAT on payments come in one go here
    if company.tax_exigibility:
        partials = lines.env["account.move"].browse(entries).line_ids.matched_debit_ids
        partials._create_tax_cash_basis_moves()
        partials._set_draft_caba_move_vals()

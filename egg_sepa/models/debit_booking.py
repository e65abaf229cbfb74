import logging

from odoo.exceptions import AccessError, UserError
from psycopg2 import OperationalError
from psycopg2.errors import UniqueViolation

_logger = logging.getLogger(__name__)


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
        except (OperationalError, UniqueViolation):  # another job had it, or the next number of the journal, at the same moment
            debits.env.invalidate_all()
        except Exception as fault:  # noqa: BLE001
            debits.env.invalidate_all()
            is_known = isinstance(fault, (UserError, AccessError))
            if not is_known:
                _logger.exception("Debit %s could not be booked", debit.id)
            debit[error_field] = str(fault)[:500] if is_known else debits.env._("Unexpected error, see the server's log.")

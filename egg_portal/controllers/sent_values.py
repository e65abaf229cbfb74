"""What a browser sends to pay."""

from odoo.addons.egg_billing.core.typed import is_number

#: Numbers of records; a way of paying may go without some of them.
NUMBERS = ("provider_id", "payment_method_id", "token_id")


def are_numbers(sent: dict) -> bool:
    """Return whether what names records names them by their numbers, or not at all."""
    return all(sent.get(name) in (None, False) or type(sent[name]) is int and is_number(sent[name])
               for name in NUMBERS)

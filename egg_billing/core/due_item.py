"""What a due item is: an amount that an issued invoice asks of a customer, one per instalment."""

#: Field of a journal item and its value; together they make it a due item, open or settled.
FACTS = {
    "display_type": "payment_term", "account_type": "asset_receivable", "parent_state": "posted",
    "move_type": "out_invoice",
}


def is_due_item(line) -> bool:
    """Whether something that has these facts, such as a journal item or a row read of one, is a due item."""
    return all(getattr(line, name) == value for name, value in FACTS.items())

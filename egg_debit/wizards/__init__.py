from . import egg_debit_form, egg_due_item_payment
from . import egg_debit_takeover

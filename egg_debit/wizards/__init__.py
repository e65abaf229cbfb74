from . import claim_form, due_item_payment
from . import mandate_takeover

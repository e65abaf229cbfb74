from . import test_delivery_note
from . import test_order_delivery
from . import test_note_money

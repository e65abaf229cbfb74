from .chain import test_delivery_note
from .chain import test_note_money
from .chain import test_order_delivery

from . import sale_order
from . import purchase_order

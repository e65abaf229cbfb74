from . import egg_payment_wizard
from . import egg_line_sync

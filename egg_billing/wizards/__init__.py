
from . import egg_key_figures
from . import egg_state_change
from . import egg_first_use
from . import egg_payment_wizard
from . import egg_line_sync

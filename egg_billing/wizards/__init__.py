
from . import egg_key_figures
from . import egg_state_change
from . import egg_first_use

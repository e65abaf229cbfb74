from . import account_move
from . import egg_number_series

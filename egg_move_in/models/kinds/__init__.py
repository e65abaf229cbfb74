from . import egg_move_in_loader
from . import egg_move_in_loader_bank
from . import egg_move_in_loader_mandate
from . import egg_move_in_loader_opening
from . import egg_move_in_loader_partner
from . import egg_move_in_loader_reminder

from . import egg_move_in_mend

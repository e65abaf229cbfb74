from . import move_mend

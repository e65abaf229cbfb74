from . import (
    egg_move_in_file_mixin,
    egg_move_in_judge_mixin,
    egg_move_in_load_mixin,
    egg_move_in_undo_mixin,
    egg_move_in_total_mixin,
    egg_move_in_work_mixin,
)
from . import egg_move_in_field, egg_move_in_column, egg_move_in_line, egg_move_in

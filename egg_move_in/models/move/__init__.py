from . import egg_move_in_field, egg_move_in_column, egg_move_in_line, egg_move_in

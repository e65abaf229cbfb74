from . import account_move_line, egg_customer_word

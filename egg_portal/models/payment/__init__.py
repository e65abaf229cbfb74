from . import account_move, account_move_line, egg_payment_hold, payment_transaction

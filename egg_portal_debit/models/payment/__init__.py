from . import account_move_line, payment_transaction

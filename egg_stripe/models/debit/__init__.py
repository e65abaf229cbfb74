from . import account_move_line, account_payment, account_payment_register, payment_transaction

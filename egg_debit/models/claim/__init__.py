from . import (
    account_move,
    account_move_line,
    account_payment_register,
    egg_debit_claim,
    egg_debit_mixin,
    payment_transaction,
)

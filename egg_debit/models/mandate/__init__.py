from . import account_move_line, egg_debit_mandate, res_partner, res_partner_bank

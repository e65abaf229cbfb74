from . import account_bank_statement_line, egg_cash_line

from . import egg_cash_line

from . import egg_cash_import

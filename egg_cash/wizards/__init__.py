from . import egg_cash_confirm, egg_cash_import

from . import egg_debit_retry

from . import egg_debit_total_mixin

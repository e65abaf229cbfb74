from . import egg_debit_form

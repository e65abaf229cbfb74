from . import debit_form

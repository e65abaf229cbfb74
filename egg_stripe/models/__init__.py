from . import account, debit, provider, run

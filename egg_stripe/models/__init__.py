from . import account, booking, debit, provider, refund, run, sending

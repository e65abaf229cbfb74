from . import account, booking, debit, provider, refund, retry, run, sending

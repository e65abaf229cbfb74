from . import due, invoice, pay, sent

from . import due, pay, sent

from . import account, company, message, word

from . import account, company, word

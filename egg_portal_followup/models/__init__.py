from . import account, company, letter, word

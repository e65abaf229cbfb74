from . import due, sent, word

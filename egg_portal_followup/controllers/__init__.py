from . import sent, word

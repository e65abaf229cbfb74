from . import test_core_word
from .word import test_say, test_under_the_link

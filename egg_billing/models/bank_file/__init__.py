from . import egg_bank_file_mixin

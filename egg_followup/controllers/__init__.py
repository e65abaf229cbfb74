from . import aged

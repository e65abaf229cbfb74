from . import chain
from . import lines

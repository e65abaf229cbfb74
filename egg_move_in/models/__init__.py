from . import kinds
from . import move

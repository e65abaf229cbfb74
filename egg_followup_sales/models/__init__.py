from . import stage
from . import entry
from . import run
from . import message

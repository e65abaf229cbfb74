from . import stage
from . import entry
from . import rate
from . import company
from . import run
from . import message

from . import stage
from . import scenario
from . import entry
from . import run
from . import message

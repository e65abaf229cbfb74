from . import stage
from . import entry
from . import account
from . import run
from . import task
from . import company

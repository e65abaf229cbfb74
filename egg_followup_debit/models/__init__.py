from . import entry
from . import account

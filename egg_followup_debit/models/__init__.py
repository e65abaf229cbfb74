from . import entry

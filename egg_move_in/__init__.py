from . import models, wizards
from .uninstall import uninstall_hook

from . import preview
from . import print_preview

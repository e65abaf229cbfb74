from . import print_preview

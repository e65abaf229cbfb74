from . import json2
from . import portal
from . import print_preview

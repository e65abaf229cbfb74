from . import json2
from . import print_preview

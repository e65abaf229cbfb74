from . import company
from . import document
from . import event
from . import task

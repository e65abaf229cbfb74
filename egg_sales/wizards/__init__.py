from . import deposit_confirm
from . import document_parent_choice

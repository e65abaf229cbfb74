from . import deposit_confirm
from . import revision_comparison
from . import document_parent_choice

from . import deposit_confirm
from . import revision_comparison

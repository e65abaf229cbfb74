
from . import lines_product_quick
from . import document_key_figures
from . import document_state_change
from . import document_parent_choice
from . import company_first_use
from . import payment_wizard
from . import payment_due_item
from . import lines_sync
from . import legal_check
from . import legal_validate_move
from . import lock_partner_merge

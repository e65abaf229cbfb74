from . import entry_rows_mixin
from . import run_send
from . import entry_hold
from . import entry_move
from . import message_preview
from . import claim_waive
from . import statement_wizard

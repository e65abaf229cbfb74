from . import egg_followup_rows_mixin
from . import egg_followup_send
from . import egg_followup_hold
from . import egg_followup_move
from . import egg_followup_preview
from . import egg_followup_waive
from . import egg_statement_wizard

from . import egg_followup_link
from . import egg_followup_entry
from . import egg_followup_shift
from . import sale_order

from . import egg_followup_message
from . import egg_followup_run

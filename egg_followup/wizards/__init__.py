from . import egg_followup_send
from . import egg_followup_small

from . import egg_followup_item
from . import egg_followup_message

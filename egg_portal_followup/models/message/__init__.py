from . import egg_followup_message

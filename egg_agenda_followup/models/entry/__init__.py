from . import egg_followup_entry

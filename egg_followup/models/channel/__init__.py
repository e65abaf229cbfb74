from . import egg_followup_channel

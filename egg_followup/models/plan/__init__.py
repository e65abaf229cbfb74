from . import egg_followup_run

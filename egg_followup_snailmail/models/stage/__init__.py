from . import egg_followup_stage

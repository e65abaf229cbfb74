from . import egg_followup_stage_template

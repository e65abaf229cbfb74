from . import egg_followup_stage, egg_followup_text_mixin

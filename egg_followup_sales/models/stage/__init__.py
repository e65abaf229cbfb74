from . import egg_followup_text_mixin

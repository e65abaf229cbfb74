from . import egg_followup_document

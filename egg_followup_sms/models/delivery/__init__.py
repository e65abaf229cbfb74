from . import egg_followup_message, sms_tracker

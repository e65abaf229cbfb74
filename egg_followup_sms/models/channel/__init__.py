from . import egg_followup_channel, res_partner

from . import egg_followup_message
from . import res_users

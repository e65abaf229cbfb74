from . import egg_followup_message
from . import egg_followup_item
from . import res_users

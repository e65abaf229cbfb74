from . import egg_followup_letter
from . import egg_followup_item
from . import res_users

from . import egg_followup_letter
from . import res_users

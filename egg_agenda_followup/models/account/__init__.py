from . import res_partner
from . import egg_task

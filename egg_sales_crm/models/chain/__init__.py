from . import egg_lead_line
from . import crm_lead
from . import sale_order
from . import egg_parent_choice

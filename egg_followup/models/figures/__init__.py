from . import egg_followup_entry
from . import egg_followup_target
from . import egg_followup_figure

from . import egg_followup_stage
from . import egg_followup_run
from . import egg_task_call

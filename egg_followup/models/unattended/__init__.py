from . import egg_followup_daily
from . import egg_followup_run
from . import egg_followup_message
from . import daily_first_run
from . import daily_trouble
from . import daily_summary

from . import egg_followup_send
from . import egg_call_result

from . import run_send
from . import task_call_result

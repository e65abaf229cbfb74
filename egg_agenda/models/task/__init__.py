from . import egg_task

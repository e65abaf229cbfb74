from . import egg_history_mixin

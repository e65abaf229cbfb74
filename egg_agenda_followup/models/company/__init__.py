from . import egg_home

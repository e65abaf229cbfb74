from . import egg_number_series

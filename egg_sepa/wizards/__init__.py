from . import egg_sepa_collect
from . import egg_sepa_return_import

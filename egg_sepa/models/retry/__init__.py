from . import egg_debit_retry
from . import egg_sepa_collection

from . import egg_sepa_collect
from . import egg_sepa_return_import
from . import egg_stripe_debit

from . import test_core_collection
from . import test_core_stripe
from . import test_egg_sepa_mandate
from . import test_egg_sepa_collection
from . import test_egg_sepa_return
from . import test_stripe_settings
from . import test_stripe_account
from . import test_portal_mandate

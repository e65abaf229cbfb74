from . import test_core_stripe
from .account import test_account
from .debit import test_credits, test_debit, test_disputes, test_webhook
from .provider import test_settings
from .retry import test_retry
from .run import test_faults, test_follow

from . import egg_payment_wizard

from . import egg_stripe_debit

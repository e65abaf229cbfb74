from . import egg_stripe_run

from . import egg_stripe_account, payment_token, res_partner

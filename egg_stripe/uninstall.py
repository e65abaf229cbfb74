"""After the suite: the signed mandates stay with their customers,
and nobody is offered their accounts on a payment page.
"""

from odoo.addons.egg_billing.uninstall import keep_scans, leave


def uninstall_hook(env):
    keep_scans(env, "egg.stripe.account", "Stripe", "mandate_ref")
    env.cr.execute("UPDATE payment_token SET active = FALSE WHERE id IN (SELECT token_id FROM egg_stripe_account)")
    leave(env, "egg_stripe", ("egg.stripe.mandate", "egg.stripe.run"))

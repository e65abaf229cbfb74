"""After the suite: the signed mandates stay with their customers,
and nobody is offered their accounts on a payment page.
"""

from odoo.addons.egg_billing.uninstall import leave

_SCANS = """
    UPDATE ir_attachment SET res_model = 'res.partner', res_field = NULL, res_id = account.partner_id,
           name = coalesce(account.scan_name, 'Stripe ' || account.mandate_ref)
      FROM egg_stripe_account account
     WHERE ir_attachment.res_model = 'egg.stripe.account' AND ir_attachment.res_field = 'scan'
       AND ir_attachment.res_id = account.id"""


def uninstall_hook(env):
    env.flush_all()
    env.cr.execute(_SCANS)
    env.cr.execute("UPDATE payment_token SET active = FALSE WHERE id IN (SELECT token_id FROM egg_stripe_account)")
    leave(env, "egg_stripe", ("egg.stripe.mandate", "egg.stripe.run"))

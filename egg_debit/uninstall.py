"""After the suite: numbers that banks know are never given again, and the signed mandates stay with their customers."""

from odoo.addons.egg_billing.uninstall import leave

_SCANS = """
    UPDATE ir_attachment SET res_model = 'res.partner', res_field = NULL, res_id = mandate.partner_id,
           name = coalesce(mandate.scan_name, 'SEPA ' || mandate.name)
      FROM egg_debit_mandate mandate
     WHERE ir_attachment.res_model = 'egg.debit.mandate' AND ir_attachment.res_field = 'scan'
       AND ir_attachment.res_id = mandate.id"""


def uninstall_hook(env):
    env.flush_all()
    env.cr.execute(_SCANS)
    leave(env, "egg_debit", ("egg.debit.mandate",))

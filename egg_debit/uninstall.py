"""After the suite: numbers that banks know are never given again, and the signed mandates stay with their customers."""

from odoo.addons.egg_billing.uninstall import keep_scans, leave


def uninstall_hook(env):
    keep_scans(env, "egg.debit.mandate", "SEPA", "name")
    leave(env, "egg_debit", ("egg.debit.mandate",))

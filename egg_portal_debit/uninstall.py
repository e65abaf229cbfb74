"""After the suite: mandates that were signed online keep their signed PDF; links lead nowhere any more."""

from odoo.addons.egg_billing.uninstall import leave


def uninstall_hook(env):
    leave(env, "egg_portal_debit")

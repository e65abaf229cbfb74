"""After the suite: the portal shows invoices only."""

from odoo.addons.egg_billing.uninstall import leave


def uninstall_hook(env):
    leave(env, "egg_portal_sales")

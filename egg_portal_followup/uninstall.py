"""After the suite: what customers said is told on their invoices; promises and disputes are those of `egg_followup`."""

from odoo.addons.egg_billing.uninstall import leave


def uninstall_hook(env):
    leave(env, "egg_portal_followup")

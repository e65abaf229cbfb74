"""After the suite: the bank's lines and what was booked on them are Odoo's own and stay."""

from odoo.addons.egg_billing.uninstall import leave


def uninstall_hook(env):
    leave(env, "egg_cash")

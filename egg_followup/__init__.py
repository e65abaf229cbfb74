from odoo.addons.egg_billing.uninstall import leave

from . import controllers, models, wizards


def uninstall_hook(env):
    leave(env, "egg_followup", ("egg.followup.run",))

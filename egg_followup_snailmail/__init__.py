from odoo.addons.egg_billing.uninstall import leave

from . import models


def uninstall_hook(env):
    leave(env, "egg_followup_snailmail")

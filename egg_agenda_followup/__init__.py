from odoo.addons.egg_billing.uninstall import leave

from . import models, wizards
from .hooks import keep_call_as_note, plan_calls


def post_init_hook(env):
    plan_calls(env)


def uninstall_hook(env):
    keep_call_as_note(env)
    leave(env, "egg_agenda_followup")

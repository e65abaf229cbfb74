from odoo.addons.egg_billing.uninstall import leave

from . import models


def post_init_hook(env):
    """Events from before the installation get the type of events whose author could not choose one,
    and past ones are done.
    """
    meeting = env.ref("egg_agenda.event_type_meeting")
    env.cr.execute("UPDATE calendar_event SET egg_type_id = %s WHERE egg_type_id IS NULL", [meeting.id])
    env.cr.execute("UPDATE calendar_event SET egg_done = TRUE WHERE stop < now() at time zone 'UTC' AND egg_done IS "
                   "NOT TRUE")
    env.invalidate_all()


def uninstall_hook(env):
    leave(env, "egg_agenda")

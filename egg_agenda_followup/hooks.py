"""The stage "Phone call" of the follow-up: a note by hand there, a planned call where the agenda is installed."""

from odoo.fields import Command

#: days between the stage before the call and the call
DELAY = 8


def plan_calls(env):
    """Make the shipped stage plan calls in a database that has reminded nobody yet; elsewhere its stages are habits."""
    stage = env.ref("egg_followup.stage_call", raise_if_not_found=False)
    is_new = not env["egg.followup.entry"].search_count([("origin", "=", "bulk")], limit=1)
    if stage and is_new and (stage.kind, stage.channel) == ("note", "email") and not stage.template_ids:
        stage.write({"kind": "reminder", "channel": "call", "delay_days": DELAY,
                     "template_ids": [Command.create({"document_type": "invoice"})]})


def keep_call_as_note(env):
    """Without the agenda nobody is called: the shipped stage is a note by hand again."""
    stage = env.ref("egg_followup.stage_call", raise_if_not_found=False)
    if stage and stage.channel == "call":
        stage.write({"kind": "note", "channel": "email", "template_ids": [Command.clear()]})

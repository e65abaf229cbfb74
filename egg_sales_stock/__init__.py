from . import models

#: The status of orders that were there before this addon, or are when it leaves: SQL, as when a column of the suite is
#: made.
STATUS = """
    UPDATE sale_order SET egg_state = %s
     WHERE state = 'sale' AND egg_state = %s AND invoice_status IN ('invoiced', 'upselling')
       AND delivery_status <> 'full'
"""


def _replace_status(env, new, old):
    env.flush_all()
    env.cr.execute(STATUS, [new, old])
    env.invalidate_all()


def post_init_hook(env):
    """Orders invoiced in full wait for their delivery from now on."""
    _replace_status(env, "progress", "done")


def uninstall_hook(env):
    """Orders wait for their invoices only."""
    _replace_status(env, "done", "progress")

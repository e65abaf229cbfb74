from . import models

#: Orders whose status hangs on their delivery alone.
WAITING = [("state", "=", "sale"), ("delivery_status", "not in", (False, "full")), ("invoice_status", "in", ("invoiced", "upselling"))]


def post_init_hook(env):
    """Orders from before the installation wait for their delivery too: their status was computed when only invoices counted."""
    orders = env["sale.order"].search(WAITING)
    env.add_to_compute(orders._fields["egg_state"], orders)


def uninstall_hook(env):
    """From now on orders wait for their invoices only."""
    env["sale.order"].search([*WAITING, ("egg_state", "=", "progress")]).write({"egg_state": "done"})

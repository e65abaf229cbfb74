"""After the move: what was moved in is the firm's own and stays; the lists of the imports go."""

from odoo.addons.egg_billing.uninstall import leave


def uninstall_hook(env):
    leave(env, "egg_move_in")

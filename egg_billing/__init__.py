from . import controllers, models, wizards
from .uninstall import uninstall_hook


def post_init_hook(env):
    """A firm that has no document yet sees the unit of each line."""
    if env["res.company"]._is_egg_blank_database():
        env["res.company"]._show_egg_columns("uom.group_uom")

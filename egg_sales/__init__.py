from . import controllers, models, wizards
from .uninstall import uninstall_hook


def post_init_hook(env):
    """The choices of a field that orders take from the shared mixins belong to `egg_billing`,
    whose catalogue was read before orders
    had them: read it again. A firm that has no document yet sees unit and discount of each line."""
    if env["res.company"]._is_egg_blank_database():
        env["res.company"]._show_egg_columns("uom.group_uom", "sale.group_discount_per_so_line")
    languages = [code for code, _name in env["res.lang"].get_installed() if code != "en_US"]
    env["ir.module.module"]._load_module_terms(["egg_billing"], languages)

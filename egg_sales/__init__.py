from . import controllers, models, wizards
from .uninstall import uninstall_hook


def post_init_hook(env):
    """The choices of a field that orders take from the shared mixins belong to `egg_billing`,
    whose catalogue was read before orders
    had them: read it again."""
    languages = [code for code, _name in env["res.lang"].get_installed() if code != "en_US"]
    env["ir.module.module"]._load_module_terms(["egg_billing"], languages)

from . import controllers, models, wizards


def post_init_hook(env):
    """The choices of a field that orders take from the shared mixins belong to `egg_billing`, whose catalogue was read before orders
    had them: read it again."""
    languages = [code for code, _name in env["res.lang"].get_installed() if code != "en_US"]
    env["ir.module.module"]._load_module_terms(["egg_billing"], languages)


def uninstall_hook(env):
    """The series of quotes, orders and deposit receipts are switched off: nothing of the suite gives a number any more."""
    env["ir.sequence"].search([("code", "in", ["egg.sale.quote", "egg.sale.order", "egg.deposit.receipt"])]).active = False

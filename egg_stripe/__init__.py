from . import controllers, models, wizards


def uninstall_hook(env):
    """The series of accounts and runs are switched off: nothing of the suite gives a number any more."""
    env["ir.sequence"].search([("code", "in", ["egg.stripe.mandate", "egg.stripe.run"])]).active = False

from . import controllers, models, wizards


def uninstall_hook(env):
    """The series of mandates of each company is switched off: nothing of the suite gives a number any more."""
    env["ir.sequence"].search([("code", "=", "egg.debit.mandate")]).active = False

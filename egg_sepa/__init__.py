from . import models, wizards


def uninstall_hook(env):
    """The series of collections of each company is switched off: nothing of the suite gives a number any more."""
    env["ir.sequence"].search([("code", "=", "egg.sepa.collection")]).active = False

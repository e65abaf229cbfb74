from . import controllers, models, wizards


def uninstall_hook(env):
    """The series of mandates and collections of each company are switched off: nothing of the suite gives a number any more."""
    codes = ["egg.sepa.mandate", "egg.sepa.collection", "egg.stripe.mandate", "egg.stripe.run"]
    env["ir.sequence"].search([("code", "in", codes)]).active = False

from odoo.addons.egg_billing.renames import bring_glue


def migrate(cr, version):
    """What goes beside Odoo's approved platform, where that is."""
    if version:
        bring_glue(cr, "egg_billing_pdp")

from odoo.addons.egg_billing.renames import bring_glue


def migrate(cr, version):
    """Reminders by SMS and by Odoo's post, where those services are."""
    if version:
        bring_glue(cr, "egg_followup_sms", "egg_followup_snailmail")

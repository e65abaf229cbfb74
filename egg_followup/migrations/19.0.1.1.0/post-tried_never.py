"""What was never tried was tried 0 times: it goes before what failed."""


def migrate(cr, version):
    if version:
        cr.execute("UPDATE egg_followup_message SET attempts = 0 WHERE attempts IS NULL")

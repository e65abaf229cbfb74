"""Creditor identifier and mandate reference are called so; what is still to be told to the bank is `amended_...`."""

from odoo.addons.egg_billing.renames import rename_field

FIELDS = (
    ("res.company", "egg_debit_ics", "egg_debit_creditor_identifier"),
    ("res.config.settings", "egg_debit_ics", "egg_debit_creditor_identifier"),
    ("egg.debit.mandate", "creditor_ics", "creditor_identifier"),
    ("egg.debit.mandate", "amended_rum", "amended_reference"),
)


def migrate(cr, version):
    if version:
        for model, old, new in FIELDS:
            rename_field(cr, model, old, new)

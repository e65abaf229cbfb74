"""The modes of the general discount are called by what they are of: `ht_percent` becomes `untaxed_percent`..."""

from odoo.addons.egg_billing.renames import rename_value, replace_word

MODES = {"ht_percent": "untaxed_percent", "ht_amount": "untaxed_amount", "ttc_percent": "taxed_percent",
         "ttc_amount": "taxed_amount"}


def migrate(cr, version):
    if version:
        for old, new in MODES.items():
            rename_value(cr, "egg.totals.mixin", "egg_discount_mode", old, new)
            rename_value(cr, "account.move", "egg_discount_mode", old, new)
            replace_word(cr, "account_move", "egg_discount_parts", old, new, "egg_discount_parts IS NOT NULL", [])

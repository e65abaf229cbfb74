"""Creditor identifier and mandate reference are called so;
what a debit told the bank is `amended_...`, as on its mandate; a due item is `due_item_id` in all addons.
"""

from odoo.addons.egg_billing.renames import rename_field, replace_word

ITEM = "egg.sepa.collection.item"
FIELDS = (
    ("egg.sepa.collection", "ics", "creditor_identifier"),
    ("egg.sepa.collect", "ics", "creditor_identifier"),
    (ITEM, "move_line_id", "due_item_id"),
    (ITEM, "rum", "mandate_reference"),
    (ITEM, "told_rum", "amended_reference"),
    (ITEM, "told_account", "amended_account"),
    (ITEM, "told_ics", "amended_creditor_identifier"),
    (ITEM, "told_creditor", "amended_creditor"),
)


def migrate(cr, version):
    if version:
        for model, old, new in FIELDS:
            rename_field(cr, model, old, new)
        # the notice of a debit, which firms may have put in their own words, names its collection's identifier
        replace_word(cr, "mail_template", "body_html", "collection_id.ics", "collection_id.creditor_identifier",
                     "model = %s", [ITEM])

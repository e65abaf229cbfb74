"""What a run sends to one customer, by e-mail or on paper, is a message:
`egg.followup.letter` becomes `egg.followup.message`.
"""

from odoo.addons.egg_billing.renames import rename_field, rename_model, rename_xmlid

FIELDS = (
    ("egg.followup.entry", "letter_id", "followup_message_id"),
    ("egg.followup.item", "letter_id", "followup_message_id"),
    ("egg.followup.preview", "letter_id", "followup_message_id"),
    ("egg.followup.run", "letter_ids", "followup_message_ids"),
    ("egg.followup.run", "letter_count", "message_count"),
)
XMLIDS = (
    ("egg_followup_letter_view_list", "egg_followup_message_view_list"),
    ("egg_followup_letter_view_form", "egg_followup_message_view_form"),
    ("letter_items", "message_items"), ("letter_company_rule", "message_company_rule"),
    ("letter_all_rule", "message_all_rule"),
    ("letter_personal_rule", "message_personal_rule"), ("letter_all_sale_rule", "message_all_sale_rule"),
    ("access_letter_invoice", "access_message_invoice"), ("access_letter_sale", "access_message_sale"),
)


def migrate(cr, version):
    if version:
        for model, old, new in FIELDS:
            rename_field(cr, model, old, new)
        rename_model(cr, "egg.followup.letter", "egg.followup.message")
        for old, new in XMLIDS:
            rename_xmlid(cr, old, new)

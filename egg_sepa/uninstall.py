"""After the suite: numbers that banks know are never given again, proofs stay with the customer, tokens are not offered to anybody."""

from odoo.addons.egg_billing.uninstall import leave

#: Files of records that go: the signed mandates go to their customers, the files for the bank to the journal.
_KEPT_FILES = (
    """UPDATE ir_attachment SET res_model = 'res.partner', res_field = NULL, res_id = mandate.partner_id,
              name = coalesce(mandate.scan_name, 'SEPA ' || mandate.name)
         FROM egg_sepa_mandate mandate
        WHERE ir_attachment.res_model = 'egg.sepa.mandate' AND ir_attachment.res_field = 'scan' AND ir_attachment.res_id = mandate.id""",
    """UPDATE ir_attachment SET res_model = 'res.partner', res_field = NULL, res_id = account.partner_id,
              name = coalesce(account.scan_name, 'Stripe ' || account.mandate_ref)
         FROM egg_stripe_account account
        WHERE ir_attachment.res_model = 'egg.stripe.account' AND ir_attachment.res_field = 'scan' AND ir_attachment.res_id = account.id""",
    """UPDATE ir_attachment SET res_model = 'account.journal', res_field = NULL, res_id = collection.journal_id
         FROM egg_sepa_collection collection WHERE ir_attachment.id = collection.attachment_id""",
)


def uninstall_hook(env):
    env.flush_all()
    for statement in _KEPT_FILES:
        env.cr.execute(statement)
    env.cr.execute("UPDATE payment_token SET active = FALSE WHERE id IN (SELECT token_id FROM egg_stripe_account)")
    env.invalidate_all()
    leave(env, "egg_sepa", ("egg.sepa.mandate", "egg.sepa.collection", "egg.stripe.mandate", "egg.stripe.run"))

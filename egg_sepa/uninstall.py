"""After the suite: the files for the bank stay with the journal, and their numbers are never given again."""

from odoo.addons.egg_billing.uninstall import leave

_FILES = """
    UPDATE ir_attachment SET res_model = 'account.journal', res_field = NULL, res_id = collection.journal_id
      FROM egg_sepa_collection collection WHERE ir_attachment.id = collection.attachment_id"""


def uninstall_hook(env):
    env.flush_all()
    env.cr.execute(_FILES)
    leave(env, "egg_sepa", ("egg.sepa.collection",))

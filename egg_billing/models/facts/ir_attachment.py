from odoo import api, models

from .changes import without_defaults

#: What an attachment is made of. Its description is not the file; its name is what a customer's copy is found by.
CONTENT = frozenset({"datas", "raw", "db_datas", "store_fname", "url", "type", "mimetype", "res_model", "res_id",
                     "res_field", "company_id",
                     "checksum", "file_size", "index_content"})


class IrAttachment(models.Model):
    """A file that is a fact of its record (what the bank was given, what was signed,
    what was issued) changes as the record does.
    """

    _inherit = "ir.attachment"

    @api.model_create_multi
    def create(self, vals_list):
        # A file goes into a field of a record by its values only: a client sends contexts, and Odoo makes some files as
        # superuser in them.
        attachments = super(IrAttachment, without_defaults(self, {"res_field"})).create(vals_list).with_env(self.env)
        if not self.env.su:
            attachments.filtered("res_field")._check_egg_kept(is_placed=True)
        return attachments

    def write(self, vals):
        if "name" in vals and not self.env.su:
            files_sudo = self.sudo()  # sudo: the name of a file, before anybody is refused
            files_sudo.filtered(lambda one: one.name != vals["name"]).sudo(False)._check_egg_kept()
        if CONTENT.isdisjoint(vals):
            return super().write(vals)
        self._check_egg_kept()
        result = super().write(vals)
        self._check_egg_kept(is_placed=True)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_egg_kept(self):
        self._check_egg_kept()

    def _delete_and_notify(self, message=None):
        """Odoo's chatter deletes as superuser."""
        self.sudo(False)._check_egg_kept()  # its reason: the person who clicks is asked, not the program
        return super()._delete_and_notify(message)

    def _check_egg_kept(self, is_placed=False):
        """Refuse that a user changes what is kept with a record.

        :param is_placed: these files were put where they are just now, or filled.
        :raises UserError: as the record refuses it
        """
        if self.env.su:
            return
        files_sudo = self.sudo()  # sudo: whose file it is, before anybody is refused
        for attachment in files_sudo.filtered(lambda one: one.res_id and one.res_model in self.env):
            model = self.env[attachment.res_model]
            if not hasattr(model, "_check_egg_files"):
                continue
            # sudo: what the file is to its record, before anybody is refused
            record_sudo = model.sudo().browse(attachment.res_id).exists()
            names = {attachment.res_field} if attachment.res_field else {
                name for name, field in record_sudo._fields.items()
                if field.type == "many2one" and field.store and field.comodel_name == self._name
                and record_sudo[name] == attachment}
            if record_sudo and names:
                record_sudo.sudo(False)._check_egg_files(names, is_placed)

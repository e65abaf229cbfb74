from odoo import models


class EggFollowupMessage(models.Model):
    _inherit = "egg.followup.message"

    def _keep_letters(self, letters: dict):
        """Keep what was printed for each customer with its message: the run has all letters in one file.

        :param letters: {message: [its letter, the documents behind it]}
        """
        self.env["ir.attachment"].create([
            {"name": message.env._("Letter.pdf"), "raw": pages[0], "mimetype": "application/pdf",
             "res_model": self._name, "res_id": message.id} for message, pages in letters.items()])

    def _get_kept_letters(self) -> dict:
        """Return {id: what was printed}; letters of before were not kept one by one."""
        # sudo: what was printed for messages that the user sees
        files_sudo = self.env["ir.attachment"].sudo().search([
            ("res_model", "=", self._name), ("res_id", "in", self.ids), ("res_field", "=", False),
            ("mimetype", "=", "application/pdf")], order="id")
        return {file.res_id: file.raw for file in files_sudo}

from odoo import api, models


class EggPayeeRowMixin(models.AbstractModel):
    """A row with texts that customers read on a document: as for the document,
    an account that is not the company's is billing's to write.
    """

    _name = "egg.payee.row.mixin"
    _description = "Row of a Document That Says Where to Pay"

    #: Texts that customers read.
    _egg_payee_texts = ()

    def _get_egg_payee_company(self):
        """Hook: the company whose accounts may stand here."""
        raise NotImplementedError

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows._check_egg_payee()
        return rows

    def write(self, vals):
        result = super().write(vals)
        if not vals.keys().isdisjoint(self._egg_payee_texts):
            self._check_egg_payee()
        return result

    def _check_egg_payee(self):
        """:raises UserError: somebody who is not of billing writes an account that is not the company's"""
        if self.env["res.company"]._is_egg_payee_open():
            return
        for row in self:
            row._get_egg_payee_company()._check_egg_payee([row[name] for name in self._egg_payee_texts])

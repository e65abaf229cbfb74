from itertools import chain

from odoo import api, models
from odoo.tools import SQL


def read_languages(records, name: str) -> list:
    """What a field of these records says, in each language that it has a text for."""
    field = records._fields[name]
    texts, saved = list(records.mapped(name)), records._origin
    if not field.translate or not saved:
        return texts
    saved.flush_model([name])
    rows = records.env.execute_query(SQL(
        "SELECT %s FROM %s WHERE id IN %s", SQL.identifier(name), SQL.identifier(saved._table), tuple(saved.ids)))
    for (languages,) in rows:
        texts += (languages or {}).values()
    return texts


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

    def _get_egg_payee_texts(self) -> list:
        """The texts of these rows that customers may read, whichever their language is."""
        return list(chain.from_iterable(read_languages(self, name) for name in self._egg_payee_texts))

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
            row._get_egg_payee_company()._check_egg_payee(row._get_egg_payee_texts())

from decimal import Decimal
from operator import itemgetter

from odoo import api, models
from odoo.addons.egg_cash.core.collected import Collection, Debit
from odoo.tools import SQL, groupby

#: Payments of debits that wait for the bank, and the entries that took some back, as they are open on the account
#: of payments under way.
_OPEN = """
    SELECT line.id AS item, line.amount_residual_currency AS amount, partner.commercial_partner_id AS customer,
           debit.end_to_end, debit.message_ref, debit.batch_ref, collection.id AS collection, collection.name,
           collection.collect_on
      FROM egg_sepa_collection_item debit
      JOIN egg_sepa_collection collection ON collection.id = debit.collection_id
      JOIN account_payment payment ON payment.id = debit.payment_id
      JOIN account_move_line line ON line.move_id IN (payment.move_id, debit.reversal_move_id)
           AND line.account_id = payment.outstanding_account_id
      JOIN account_account account ON account.id = line.account_id AND account.reconcile
      JOIN res_partner partner ON partner.id = debit.partner_id
     WHERE debit.company_id = %(company)s AND line.currency_id = %(currency)s AND line.parent_state = 'posted'
       AND NOT COALESCE(line.reconciled, FALSE) AND line.amount_residual_currency != 0
  ORDER BY collection.id, debit.message_ref, debit.batch_ref, line.id"""

#: What a bank may credit as one sum: what it is called by, and what its debits share beside their collection.
_GROUPS = {"name": (), "message_ref": ("message_ref",), "batch_ref": ("message_ref", "batch_ref")}


class EggCashLine(models.Model):
    """The debits of collections: the bank credits them by collection, by file or by batch."""

    _inherit = "egg.cash.line"

    def _get_collections(self, company, currency) -> list:
        self.env.flush_all()
        rows = self.env.execute_query_dict(SQL(_OPEN, company=company.id, currency=currency.id))
        debits = {row["item"]: _to_debit(row, currency.decimal_places) for row in rows}
        found = []
        for name, keys in _GROUPS.items():
            for _key, group in groupby(rows, itemgetter("collection", *keys)):
                references = tuple(filter(None, [group[0][name]]))
                found.append(Collection(
                    group[0]["collect_on"], references, tuple(debits[row["item"]] for row in group)))
        return super()._get_collections(company, currency) + found

    @api.depends("item_ids", "statement_line_id.line_ids")
    def _compute_pays(self):
        """A collection by its number, not by the entries of its payments."""
        super()._compute_pays()
        # sudo: the number of a collection, for whoever sees the money that it brought
        debits_sudo = self.env["egg.sepa.collection.item"].sudo().search([
            ("company_id", "in", self.company_id.ids), "|", ("payment_id.move_id", "in", self.item_ids.move_id.ids),
            ("reversal_move_id", "in", self.item_ids.move_id.ids)])
        named = {}
        for debit in debits_sudo:
            for entry in debit.payment_id.move_id | debit.reversal_move_id:
                named[entry.id] = debit
        for line in self:
            debits = [named.get(entry.id) for entry in line.item_ids.move_id]
            if debits and all(debits):
                line.pays = line._get_debits_text(self.env["egg.sepa.collection.item"].concat(*debits))

    @api.model
    def _get_debits_text(self, debits) -> str:
        """These debits in a few words: one by its invoice, several by their collections."""
        if len(debits) == 1:
            return f"{debits.due_item_id.move_id.name} ({debits.end_to_end})"
        by_collection = debits.grouped("collection_id").items()
        return ", ".join([self.env._("%(name)s (%(count)s debits)", name=collection.name, count=len(some))
                          for collection, some in by_collection])


def _to_debit(row: dict, places: int) -> Debit:
    amount = Decimal(str(row["amount"])).quantize(Decimal(1).scaleb(-places))
    return Debit(row["item"], amount, row["customer"] or 0, row["end_to_end"] or "")

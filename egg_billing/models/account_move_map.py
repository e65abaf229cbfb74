from odoo import api, models

#: Icons of the map.
ICONS = {"credit_note": "fa-undo", "deposit": "fa-money", "invoice": "fa-file-text"}


class AccountMove(models.Model):
    _inherit = "account.move"

    def _get_egg_map_links(self):
        links = super()._get_egg_map_links()
        for move in self:
            key = (move._name, move.id)
            links |= {(key, (move._name, refund.id)) for refund in move.reversal_move_ids}
            if move.reversed_entry_id:
                links.add(((move._name, move.reversed_entry_id.id), key))
        return links

    def _prepare_egg_map_nodes(self):
        document_map = self.env["egg.document.map"]
        states = dict(self._fields["egg_state"]._description_selection(self.env))
        nodes = {}
        for move in self.filtered(lambda move: move.is_sale_document(include_receipts=True)):
            kind, label, rank = move._get_egg_map_kind()
            nodes[move._name, move.id] = document_map._prepare_node(
                move, kind, label, rank, icon=ICONS.get(kind),
                number=move.name if move.name != "/" else False, title=move.egg_title, partner=move.partner_id.display_name,
                date=move.invoice_date or move.date, state=move.egg_state, state_label=states.get(move.egg_state),
                untaxed=move.amount_untaxed, total=move.amount_total, balance=move.amount_residual, currency=move.currency_id,
                salesperson=move.invoice_user_id.name,
            )
        return nodes

    def _get_egg_map_kind(self) -> tuple[str, str, int]:
        """Return (kind, label, rank) of one invoice in the map."""
        kind = self._get_egg_document_type()
        labels = {
            "credit_note": (self.env._("Credit note"), 60),
            "deposit": (self.env._("Deposit invoice"), 40),
            "invoice": (self.env._("Invoice"), 50),
        }
        return (kind, *labels.get(kind, labels["invoice"]))

    @api.model
    def _get_egg_subject_label(self):
        return self.env._("Invoice")

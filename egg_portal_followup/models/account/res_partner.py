from odoo import models

ICONS = {"promise": "fa-handshake-o", "transfer": "fa-paper-plane-o", "dispute": "fa-exclamation-circle"}


class ResPartner(models.Model):
    """What the customer said online stands on the time line of his account."""

    _inherit = "res.partner"

    def _get_egg_account_events(self, count):
        return [*super()._get_egg_account_events(count), self._get_egg_word_events(count + 1)]

    def _get_egg_word_events(self, count: int) -> list:
        words = self.env["egg.customer.word"]
        if not words._is_any() or not words.has_access("read"):
            return []
        words = words.search([("partner_id", "in", self.commercial_partner_id.ids),
                              ("company_id", "in", self.env.companies.ids)], limit=count)
        kinds = dict(words._fields["kind"]._description_selection(self.env))
        return [self._prepare_egg_event(
            word.due_item_ids.move_id[:1], word.create_date, "word", ICONS[word.kind],
            f"{kinds[word.kind]} – {', '.join(word.due_item_ids.move_id.mapped('name'))}",
            key=f"word {word.id:012d}", amount=word.currency_id.format(word.amount), text=word._get_text(),
            files=[{"id": file.id, "name": file.name} for file in word.attachment_ids],
        ) for word in words]

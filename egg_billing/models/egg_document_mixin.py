from odoo import fields, models


class EggDocumentMixin(models.AbstractModel):
    """What a quote, an order and an invoice have in common in EGG.

    The adopter provides `partner_id`, `company_id` and `message_post`.
    """

    _name = "egg.document.mixin"
    _inherit = ["egg.history.mixin"]
    _description = "Commercial Document"

    egg_title = fields.Char(
        "Title", index="trigram", tracking=True,
        help="What the document is about, in a few words. Mainly for searching; printed only when the option is on.",
    )
    egg_payment_mode_id = fields.Many2one(
        "egg.payment.mode", "Payment mode", check_company=True, ondelete="restrict",
        help="How the customer should pay. Not printed when payment conditions are there: their own modes count.",
    )
    egg_contact_id = fields.Many2one(
        "res.partner", "Contact", index="btree_not_null",
        help="The person this document is for: one of the customer's contacts.",
    )
    egg_note = fields.Text("Internal note", groups="base.group_user", help="For your team only: never printed.")

    def _get_egg_document_type(self) -> str:
        """Return "quote", "order", "invoice", "credit_note" or "deposit" for one document."""
        raise NotImplementedError

    def _prepare_egg_child_values(self) -> dict:
        """Values that go from this document to the one made from it (order -> invoice -> credit note).

        Features extend this with `super()._prepare_egg_child_values() | {...}`; only fields that both models have.
        """
        self.ensure_one()
        return {
            "egg_title": self.egg_title,
            "egg_payment_mode_id": self.egg_payment_mode_id.id,
            "egg_contact_id": self.egg_contact_id.id,
            "egg_note": self.egg_note,
        }

    def _log_egg_event(self, kind: str, text: str) -> None:
        """Note in the history of each document that something happened to it.

        :param kind: what happened: "sent", "paid", "debit_rejected", "debit_disputed"...; a follow-up module may turn it into
            an entry of its own.
        :param text: translated, for people.
        """
        for document in self:
            document.message_post(body=text)

from odoo import api, fields, models


class AccountMoveLine(models.Model):
    _name = "account.move.line"
    _inherit = ["egg.totals.line.mixin", "account.move.line"]

    # Copied, so that a copy or a reversal can tell these lines apart and drop them.
    egg_role = fields.Selection(copy=True)
    egg_discount_group = fields.Integer(
        readonly=True, help="Which of the discounts gathered in this invoice the line belongs to: the order's number "
                            "in the database.",
    )
    egg_third_party_tax_ids = fields.One2many(
        "egg.move.line.third.party.tax", "line_id", "Third-party taxes", copy=True,
        help="Taxes other than VAT on this line, each with its own VAT.",
    )

    @api.model
    def _get_egg_document_field(self) -> str:
        return "move_id"

    @api.model
    def _prepare_egg_draft_values(self, document, values) -> dict:
        return super()._prepare_egg_draft_values(document, values) | {
            "quantity": values.get("quantity", 1.0), "sign": document.direction_sign,
            "is_refund": document.move_type == "out_refund",
        }

    @api.model
    def _get_egg_live_fields(self) -> list[str]:
        return [*super()._get_egg_live_fields(), "quantity", "egg_discount_group"]

    @api.model
    def _get_egg_third_party_view(self) -> str:
        return "egg_billing.account_move_line_view_form_third_party_tax"

    def _may_egg_have_third_party_taxes(self) -> bool:
        return self.move_id.is_sale_document()

    @api.model
    def _get_egg_totals_triggers(self) -> set[str]:
        return super()._get_egg_totals_triggers() | {"quantity"}

    def _is_egg_removal_refused(self) -> bool:
        """What the accounting itself removes goes, and what is of an entry that is no draft any more: the lock is told
        that.
        """
        if self.env.context.get("dynamic_unlink") or self.env.context.get("force_delete"):
            return False
        return super()._is_egg_removal_refused() and any(
            line.egg_role and line.move_id.state == "draft" and line.move_id.exists() for line in self)

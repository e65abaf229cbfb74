from odoo import api, fields, models
from odoo.exceptions import UserError

from ...core.inside import INSIDE
from .account_move import FREE_TRIGGERS, LINE_TRIGGERS
from .egg_totals_line_mixin import NEW_DOCUMENT


class AccountMoveLine(models.Model):
    _name = "account.move.line"
    _inherit = ["account.move.line", "egg.totals.line.mixin"]

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

    def _compute_tax_ids(self):
        """Generated lines have the taxes that the document gives them, whatever their product."""
        super(AccountMoveLine, self.filtered(lambda line: not line.egg_role))._compute_tax_ids()

    def _get_egg_document(self):
        return self.move_id

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
    def _get_egg_third_party_view(self) -> str:
        return "egg_billing.account_move_line_view_form_third_party_tax"

    def _may_egg_have_third_party_taxes(self) -> bool:
        return self.move_id.is_sale_document()

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.context.get(NEW_DOCUMENT) is INSIDE:
            return super().create(vals_list)[:len(vals_list)]  # the generated ones come along
        moves = self.env["account.move"].browse({vals["move_id"] for vals in vals_list if vals.get("move_id")})
        with moves._keep_egg_entries():
            lines = super().create(vals_list)
            lines._fill_egg_third_party_taxes(vals_list)
        return lines

    def write(self, vals):
        if self._split_egg_bulk_write(vals):
            return True
        self._check_egg_role_edit(vals)
        triggers = LINE_TRIGGERS | FREE_TRIGGERS
        touched = self.browse()
        if triggers & vals.keys():
            touched = self.filtered(lambda line: line.display_type == "product")
        with touched.move_id._keep_egg_entries():
            return super().write(vals)

    def unlink(self):
        if self._is_egg_hand_edit() and not self.env.context.get("dynamic_unlink") and any(
            line.egg_role and line.move_id.state == "draft" and line.move_id.exists() for line in self
        ) and not self.env.context.get("force_delete"):
            raise UserError(self.env._(  # pylint: disable=no-raise-unlink
                "This line is computed from the discount, the shipping cost or the taxes of the document. Change "
                "those instead."
            ))
        with self.filtered(lambda line: line.display_type == "product").move_id._keep_egg_entries():
            return super().unlink()

"""The names of Odoo's own addon, as far as the bridge knows them: see docs/decisions/0046. Nothing is sent."""

from odoo import api, fields, models

ANSWERS = [("AB", "Received"), ("AP", "Approved"), ("RE", "Rejected"), ("UQ", "Under query"), ("PD", "With payments"),
           ("refused", "Refused"), ("suspended", "Suspended"), ("cancelled", "Cancelled")]


class AccountPeppolResponse(models.Model):
    _name = "account.peppol.response"
    _description = "Answer of a platform"

    move_id = fields.Many2one("account.move", required=True, ondelete="cascade")
    response_code = fields.Selection(ANSWERS, required=True)


class AccountMove(models.Model):
    _inherit = "account.move"

    peppol_move_state = fields.Selection(selection_add=ANSWERS)
    peppol_response_ids = fields.One2many("account.peppol.response", "move_id")
    pdp_lifecycle_residual = fields.Monetary(compute="_compute_pdp_lifecycle_residual", store=True, copy=False)
    l10n_fr_pdp_status = fields.Char(copy=False)

    @api.depends("peppol_response_ids", "peppol_response_ids.response_code")
    def _compute_peppol_move_state(self):
        super()._compute_peppol_move_state()
        for move in self.filtered("peppol_response_ids"):
            move.peppol_move_state = move.peppol_response_ids.sorted("id")[-1].response_code

    @api.depends("line_ids.matched_debit_ids.debit_move_id", "line_ids.matched_credit_ids.credit_move_id",
                 "payment_state")
    def _compute_pdp_lifecycle_residual(self):
        for move in self:
            is_told = move.payment_state in ("paid", "partial", "in_payment")
            move.pdp_lifecycle_residual = move._pdp_get_paid_amount() if is_told else 0

    def _pdp_get_paid_amount(self):
        self.ensure_one()
        return self.direction_sign * sum(self._get_reconciled_amls().mapped("balance"))

    def _l10n_fr_pdp_get_default_notes(self):
        self.ensure_one()
        return {"PMT": "The stub's fee", "PMD": "The stub's penalties", "AAB": "The stub's discount"}


class AccountEdiXmlUbl21Fr(models.AbstractModel):
    _name = "account.edi.xml.ubl_21_fr"
    _inherit = "account.edi.xml.ubl_bis3"
    _description = "The stub's format"

    def _add_invoice_header_nodes(self, document_node, vals):
        super()._add_invoice_header_nodes(document_node, vals)
        told = document_node.get("cbc:Note")
        notes = vals["invoice"]._l10n_fr_pdp_get_default_notes()
        document_node["cbc:Note"] = [*([told] if told and told.get("_text") else []),
                                     *({"_text": f"#{code}#{text}"} for code, text in notes.items())]

from odoo import api, fields, models

from ...core import einvoice

READERS = "account.group_account_invoice,account.group_account_readonly"


class AccountMove(models.Model):
    _inherit = "account.move"

    egg_einvoice_missing = fields.Char(
        "Missing for e-invoicing", compute="_compute_egg_einvoice", compute_sudo=False, groups=READERS,
        help="What this invoice lacks to be sent by a French platform.")
    egg_einvoice_score = fields.Integer("Readiness (%)", compute="_compute_egg_einvoice", compute_sudo=False,
                                        groups=READERS)

    @api.depends("partner_id", "invoice_line_ids.product_id", "invoice_line_ids.product_uom_id", "name",
                 "reversed_entry_id", "move_type")
    @api.depends_context("lang")
    def _compute_egg_einvoice(self):
        for move in self:
            names = self.env["egg.legal.mention"]._get_levels(move.company_id)
            # sudo: where a company is, for whoever reads its invoice
            sold = move.move_type in ("out_invoice", "out_refund") and move.company_id.sudo()._is_egg_french()
            checks = move._get_egg_einvoice_checks() if sold and move.partner_id else {}
            move.egg_einvoice_missing = ", ".join(
                names[code][1] for code in einvoice.missing(checks) if code in names) or False
            move.egg_einvoice_score = einvoice.score(checks)

    @api.depends("name", "reversed_entry_id", "invoice_line_ids.product_uom_id")
    def _compute_egg_legal_warning(self):
        """What a platform needs is told there too."""
        return super()._compute_egg_legal_warning()

    def _get_egg_platform_holds(self) -> dict:
        """{id: why, in words} of documents that a platform for electronic invoices says to be refused or disputed:
        nobody is reminded of them. Addons that send electronic invoices say so after `super()`.
        """
        return {}

    def _is_egg_einvoiced(self) -> bool:
        """Whether the electronic file carries what France asks for; the core's file is left as it is for all others."""
        return self._is_egg_guarded()

    def _get_egg_einvoice_seller(self) -> einvoice.Party:
        # sudo: settings of a company whose form one may not open
        return self.company_id.sudo()._get_egg_einvoice_seller()

    def _get_egg_einvoice_buyer(self) -> einvoice.Party:
        return self.commercial_partner_id._get_egg_einvoice_party(email=self.partner_id.email)

    def _get_egg_einvoice_document(self) -> einvoice.Document:
        kinds = self._get_egg_operation_kinds()
        paid = bool(self.invoice_date_due) and not self.currency_id.is_zero(self.amount_total)
        return einvoice.Document(
            goods="goods" in kinds, services="services" in kinds, credit_note=self.move_type == "out_refund",
            deposit=self._is_egg_deposit(),
            final=self._is_egg_final(),
            paid=paid and self.state == "posted" and self.currency_id.is_zero(self.amount_residual),
            number=self.name if self.name and self.name != "/" else "",
            preceding=len(self._get_egg_preceding_invoices()),
        )

    def _is_egg_final(self) -> bool:
        """Whether deposits that were invoiced before are taken off here. Addons that invoice deposits say so."""
        return False

    def _get_egg_preceding_invoices(self):
        """Return the invoices that this one refers to (BG-3): what a credit note corrects. Addons add the deposits
        taken off.
        """
        return self.reversed_entry_id

    def _get_egg_einvoice_notes(self) -> list:
        """[(UNTDID 4451 code, text)] of the notes that French rules ask for: the sentences that are printed, word for
        word.

        A credit note prints none of them, but BR-FR-05 asks for them there too.
        """
        if not self._get_egg_buyer_facts().firm:
            return []
        mentions = self.env["egg.legal.mention"]
        held = mentions._get_held_texts(self._get_egg_law_date())
        texts = {code: held.get(code, "") for code in einvoice.NOTE_CODES}
        early = self._get_egg_early_payment_texts()
        if early:
            texts["discount"] = "\n".join(early)
        return [(einvoice.NOTE_CODES[code], text) for code, text in texts.items() if text]

    def _get_egg_einvoice_checks(self) -> dict:
        """Whether it is there, by code, what this invoice needs to be sent electronically in France."""
        notes = {code for code, _text in self._get_egg_einvoice_notes()}
        buyer = self._get_egg_einvoice_buyer()
        document = self._get_egg_einvoice_document()
        own = einvoice.check_document(document, self._has_egg_known_units(), notes) if buyer.firm else {}
        return einvoice.check_seller(self._get_egg_einvoice_seller()) | einvoice.check_buyer(buyer) | own

    def _get_egg_other_missing(self):
        return super()._get_egg_other_missing() + einvoice.missing(self._get_egg_einvoice_checks())

    def _has_egg_known_units(self) -> bool:
        """Whether each unit of measure has a code in the standard: the core calls all others "piece" (C62)."""
        units = self.invoice_line_ids.filtered(lambda line: line.display_type == "product").product_uom_id
        return all(unit._has_egg_unece_code() for unit in units)

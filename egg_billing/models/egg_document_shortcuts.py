from odoo import models


class EggDocumentMixin(models.AbstractModel):
    """Shortcuts that every document has: customer, duplicate, key figures (mail and preview are elsewhere)."""

    _inherit = "egg.document.mixin"

    def action_egg_customer(self):
        """Open the customer's form."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "res_id": self.partner_id.id,
            "view_mode": "form",
        }

    def action_egg_duplicate(self):
        """Copy the document and open the copy: a draft of today, without payments nor history."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.copy().id,
            "view_mode": "form",
        }

    def action_egg_key_figures(self):
        """Show margin and customer outstanding."""
        self.ensure_one()
        figures = self.env["egg.key.figures"].create(self._prepare_egg_key_figures_values())
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Key figures"),
            "res_model": "egg.key.figures",
            "res_id": figures.id,
            "view_mode": "form",
            "target": "new",
        }

    def _prepare_egg_key_figures_values(self) -> dict:
        """Values of the key figures of one document."""
        self.ensure_one()
        margin, base = self._get_egg_margin()
        outstanding, limit = self.partner_id.commercial_partner_id._get_egg_outstanding(self.company_id)
        return {
            "number": self.display_name,
            "currency_id": self.currency_id.id,
            "company_id": self.company_id.id,
            "partner_id": self.partner_id.commercial_partner_id.id,
            "margin": margin,
            "margin_percent": margin / base if base else 0.0,
            "outstanding": outstanding,
            "credit_limit": limit,
        }

    # Hooks

    def _get_egg_margin(self) -> tuple[float, float]:
        """Return (margin, amount without tax it is a share of) of one document, in its currency."""
        raise NotImplementedError

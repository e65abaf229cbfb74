from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core import legal


class EggLegalCheck(models.TransientModel):
    """What an invoice lacks, asked before it is issued: afterwards only a credit note mends it."""

    _name = "egg.legal.check"
    _description = "What Is Missing on an Invoice"

    move_id = fields.Many2one("account.move", "Invoice", required=True, readonly=True, ondelete="cascade")
    line_ids = fields.One2many("egg.legal.check.line", "check_id", "Missing", readonly=True)
    is_blocked = fields.Boolean(compute="_compute_is_blocked")

    @api.depends("line_ids.level")
    def _compute_is_blocked(self):
        for check in self:
            check.is_blocked = "block" in check.line_ids.mapped("level")

    @api.model
    def _open(self, move) -> dict:
        """Return the window that names what a draft invoice lacks."""
        check = self.create({"move_id": move.id, "line_ids": [
            fields.Command.create(
                {"code": code, "name": name, "level": level, "place": legal.PLACES.get(code, "document")})
            for code, name, level in move._get_egg_missing_mentions()
        ]})
        return {
            "type": "ir.actions.act_window", "name": self.env._("Before this invoice is issued"),
            "res_model": self._name, "res_id": check.id,
            "view_mode": "form", "target": "new", "context": self.env.context,
        }

    def action_check_again(self):
        """Look once more, after something was filled in: issue the invoice when all is there,
        else name what is left.
        """
        return self._issue(is_seen=False)

    def action_confirm(self):
        """Issue the invoice as it is.

        What blocks is refused by the invoice itself; what only warns is noted in its history.
        """
        return self._issue(is_seen=True)

    def _issue(self, is_seen: bool):
        self.ensure_one()
        move = self.move_id.with_context(disable_abnormal_invoice_detection=False, egg_mentions_seen=is_seen)
        return move.action_post() or {"type": "ir.actions.act_window_close"}


class EggLegalCheckLine(models.TransientModel):
    _name = "egg.legal.check.line"
    _description = "Missing Mention"

    check_id = fields.Many2one("egg.legal.check", required=True, readonly=True, ondelete="cascade")
    code = fields.Char(readonly=True)
    name = fields.Char("Missing", readonly=True)
    level = fields.Selection([("warn", "Warns"), ("block", "Blocks")], readonly=True)
    place = fields.Selection(
        [("company", "Company"), ("customer", "Customer"), ("mentions", "Legal mentions"),
         ("document", "This invoice")],
        "To fill in on", readonly=True)

    def action_open(self):
        """Open the record where this is filled in."""
        self.ensure_one()
        if self.place == "document":
            return {"type": "ir.actions.act_window_close"}
        move = self.check_id.move_id
        record = {"company": move.company_id, "customer": move.commercial_partner_id}.get(self.place)
        if record is None:
            record = self.env["egg.legal.mention"].search([("code", "=", self.code)], limit=1)
        self._check_egg_may_fill_in(record)
        if self.code in legal.ON_IDENTITY_PAGE:
            view = self.env.ref("egg_billing.view_company_form_identity")
            return record._get_records_action(views=[(view.id, "form")])
        return record._get_records_action()

    def _check_egg_may_fill_in(self, record):
        """:raises UserError: this user may not change the record where it is filled in; it is said who may"""
        if record.has_access("write"):
            return
        # sudo: who may is everybody's to know
        groups = self.env["ir.model.access"].sudo().group_names_with_access(record._name, "write")
        raise UserError(self.env._(
            "“%(missing)s” is filled in on %(record)s, which you may not change. Ask somebody of: %(groups)s.",
            missing=self.name, record=record.sudo().display_name, groups=", ".join(groups)))

from odoo import api, fields, models
from odoo.exceptions import UserError

#: Kind of document -> XML id of the action that opens its screen.
SCREENS = {"invoice": "egg_billing.egg_invoice_action"}


class EggFirstUse(models.TransientModel):
    """Before the first document: a form for the first product and the first customer, whichever is missing."""

    _name = "egg.first.use"
    _description = "First Product and Customer"

    kind = fields.Char(default="invoice", required=True, readonly=True)
    needs_product = fields.Boolean(readonly=True)
    needs_customer = fields.Boolean(readonly=True)
    product_name = fields.Char("Product or service")
    product_price = fields.Float("Unit price excl. VAT", digits="Product Price")
    product_type = fields.Selection([("consu", "Goods"), ("service", "Service")], "Type", default="service")
    customer_name = fields.Char("Customer")
    customer_is_company = fields.Boolean("Is a company", default=True)
    customer_email = fields.Char("E-mail")

    blocked_reason = fields.Char(compute="_compute_blocked_reason")

    @api.depends("needs_product", "needs_customer")
    def _compute_blocked_reason(self):
        for form in self:
            form.blocked_reason = form._get_blocked_reason()

    def _get_blocked_reason(self):
        """Why this person cannot make what is missing, and whom to ask; False when they can."""
        if self.needs_product and not self.env["product.template"].has_access("create"):
            return self.env._("You may not create products. Ask a colleague who may to create the first product, "
                              "then come back.")
        if self.needs_customer and not self.env["res.partner"].has_access("create"):
            return self.env._("You may not create contacts. Ask a colleague who may to create the first customer, "
                              "then come back.")
        return False

    @api.model
    def get_screen_action(self, kind: str) -> dict:
        """Return the screen of a kind of document, or this form when no product or no customer exists yet.

        :param kind: a key of `_get_screens()`.
        :raises UserError: it is none.
        """
        if not isinstance(kind, str) or kind not in self._get_screens():
            raise UserError(self.env._("“%(value)s” is no kind of document.", value=kind))
        needs_product, needs_customer = not self._has_product(), not self._has_customer()
        if not needs_product and not needs_customer:
            return self._get_screen(kind)
        values = {"kind": kind, "needs_product": needs_product, "needs_customer": needs_customer}
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Before your first document"),
            "res_model": self._name,
            "view_mode": "form",
            "target": "new",
            "context": {f"default_{key}": value for key, value in values.items()},
        }

    def action_create(self):
        """Create what was missing and open a new document.

        :raises UserError: when this person may not, or a name is empty.
        """
        self.ensure_one()
        if reason := self._get_blocked_reason():
            raise UserError(reason)
        names = ([self.product_name] if self.needs_product else []) + ([self.customer_name] if self.needs_customer
                                                                       else [])
        if not all((name or "").strip() for name in names):
            raise UserError(self.env._("Type a name for what you create."))
        if self.needs_product:
            self.env["product.template"].create(self._prepare_product_values())
        if self.needs_customer:
            self.env["res.partner"].create(self._prepare_customer_values())
        return self._get_screen(self.kind) | {"view_mode": "form", "views": [(False, "form")]}

    def _prepare_product_values(self) -> dict:
        return {
            "name": self.product_name, "list_price": self.product_price, "type": self.product_type or "service",
            "sale_ok": True,
        }

    def _prepare_customer_values(self) -> dict:
        return {
            "name": self.customer_name, "email": self.customer_email, "is_company": self.customer_is_company,
            "customer_rank": 1,
        }

    @api.model
    def _get_screen(self, kind):
        return self.env["ir.actions.actions"]._for_xml_id(self._get_screens()[kind])

    @api.model
    def _get_screens(self) -> dict:
        """Return {kind of document: XML id of its action}."""
        return SCREENS

    @api.model
    def _has_product(self) -> bool:
        return bool(self.env["product.template"].search([("sale_ok", "=", True)], limit=1))

    @api.model
    def _has_customer(self) -> bool:
        """Whether there is a partner who could buy: neither one of our companies nor one of our users."""
        # Whether a company or a user stands behind a partner is not for every user to read; only yes or no comes out.
        companies_sudo = self.env["res.company"].sudo().search([])  # pylint: disable=no-search-all
        users_sudo = self.env["res.users"].sudo().with_context(active_test=False)
        users_sudo = users_sudo.search([])  # pylint: disable=no-search-all
        own = companies_sudo.partner_id | users_sudo.filtered(lambda user: not user.share or not user.active).partner_id
        domain = ["|", ("customer_rank", ">", 0), "&", ("parent_id", "=", False), ("id", "not in", own.ids)]
        return bool(self.env["res.partner"].search(domain, limit=1))

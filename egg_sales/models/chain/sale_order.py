import hashlib

from odoo import api, fields, models
from odoo.addons.egg_billing.core.french import elide
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import SQL

#: Context key: the quote that the order being typed is made from.
PARENT_KEY = "egg_parent_order_id"

#: Context key: a person wants a second order from a quote that already has one.
AGAIN_KEY = "egg_convert_again"


class SaleOrder(models.Model):
    _inherit = "sale.order"

    egg_kind = fields.Selection(
        [("quote", "Quote"), ("order", "Order")], "Document", default="quote", required=True, readonly=True, index=True,
        help="A quote stays as it was agreed, with its number; the order made from it has its own.",
    )
    egg_quote_number = fields.Char(
        "Quote number", copy=False, readonly=True, index="btree_not_null",
        help="The number this document had while it was a quote.",
    )
    egg_parent_id = fields.Many2one(
        "sale.order", "Made from", copy=False, readonly=True, index="btree_not_null", check_company=True,
        ondelete="restrict",
        help="The quote this order was made from.",
    )
    egg_child_ids = fields.One2many("sale.order", "egg_parent_id", "Orders made from it")
    # What a form says of the quote that it was opened with; it comes back when the order is saved.
    egg_parent_stamp = fields.Char("State of the quote", store=False)
    _egg_rests_while_typing = ("egg_relation_sentence",)
    egg_relation_sentence = fields.Char("Related to", compute="_compute_egg_relation_sentence")

    egg_is_number_twice = fields.Boolean(
        copy=False, readonly=True,
        help="Technical: another document of the company had the same number before the installation.",
    )

    # A number is unique in its company (DOC-07); a duplicate typed or imported is refused by the database. Only a
    # quote and its one order may share theirs, where the firm has one series for both.
    _egg_number_per_company = models.UniqueIndex(
        "(company_id, name) WHERE egg_is_number_twice IS NOT TRUE AND egg_quote_number IS DISTINCT FROM name",
        "This number is already used in this company: each document needs its own.",
    )
    _egg_shared_number_per_company = models.UniqueIndex(
        "(company_id, name) WHERE egg_quote_number = name",
        "This number is already used in this company: each document needs its own.",
    )

    @api.model
    def _get_egg_history(self):
        """What was confirmed is an order, whenever that was; numbers used twice may stay."""
        return super()._get_egg_history() | {
            "egg_kind": SQL("""
                CASE WHEN old.state = 'sale' OR EXISTS (
                    SELECT 1 FROM sale_order_line AS line WHERE line.order_id = old.id
                        AND (line.qty_delivered <> 0 OR EXISTS (
                        SELECT 1 FROM sale_order_line_invoice_rel AS link WHERE link.order_line_id = line.id)))
                OR (old.state = 'cancel' AND EXISTS (
                    SELECT 1 FROM mail_message AS told
                      JOIN ir_model_data AS known ON known.model = 'mail.message.subtype'
                          AND known.res_id = told.subtype_id
                     WHERE told.model = 'sale.order' AND told.res_id = old.id
                       AND known.module = 'sale' AND known.name = 'mt_order_confirmed'))
                THEN 'order' ELSE 'quote' END"""),
            "egg_is_number_twice": SQL("""
                old.id IN (SELECT id FROM (
                    SELECT id, row_number() OVER (PARTITION BY company_id, name ORDER BY id) AS rank FROM sale_order
                ) AS numbered WHERE rank > 1)"""),
        }

    @api.depends("egg_parent_id", "state", "partner_id")
    def _compute_egg_relation_sentence(self):
        for order in self:
            # sudo: whoever sees the order may know what it was made from, also a colleague's quote
            quote = order.egg_parent_id.sudo()
            is_new = bool(quote) and order.state == "draft"
            customer = quote.partner_id.display_name
            order.egg_relation_sentence = is_new and elide(order.env._(
                "This order is related to quote %(number)s of %(customer)s.",
                number=quote.name, customer=customer,
            ), customer, self.env.lang)

    @api.depends("egg_kind")
    def _compute_type_name(self):
        result = super()._compute_type_name()
        for order in self.filtered(lambda order: order.egg_kind == "order" and order.state in ("draft", "sent")):
            order.type_name = self.env._("Sales Order")
        return result

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        parent = self._get_egg_parent_from_context()
        if parent:
            proposed = parent._prepare_egg_order_values()
            proposed["egg_parent_stamp"] = parent._get_egg_stamp(proposed)
            values |= {key: value for key, value in proposed.items() if key in fields}
        return values

    def _get_egg_stamp(self, values) -> str:
        """Return what tells this quote, as it stands, from what it was.

        :param values: of `_prepare_egg_order_values`, which hold all that an order takes over
        """
        agreed = self.signed_on, sorted(self.egg_payment_ids.ids)
        return hashlib.sha256(repr((agreed, sorted(values.items()))).encode()).hexdigest()

    def _check_egg_stamps(self, stamps):
        """Refuse to save orders whose quote is not any more what it was when their form was opened.

        :raises UserError: the quote was signed, ordered, revised, cancelled or changed meanwhile; nothing is saved
        """
        quote = self._get_egg_quote_in_context() if stamps else self.browse()
        if stamps and not quote:
            raise UserError(self.env._("The quote of this order was deleted. Leave the order without saving it."))
        if quote:
            quote._check_egg_convertible()
        if quote and stamps != {quote._get_egg_stamp(quote._prepare_egg_order_values())}:
            raise UserError(self.env._(
                "Quote %(number)s was changed after you opened this order. Leave the order without saving it, and "
                "make it anew from the quote.", number=quote.name))

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [dict(values) for values in vals_list]  # the caller's own may be used again
        self._check_egg_stamps({str(stamp) for values in vals_list if (stamp := values.pop("egg_parent_stamp", None))})
        parent = self._get_egg_parent_from_context()
        shared = set()
        for values in vals_list:
            if parent and values.get("egg_parent_id", parent.id) == parent.id:
                # A form sends only what it shows and may edit: the rest comes from the quote.
                values.update({k: v for k, v in parent._prepare_egg_order_values().items() if k not in values})
            kind = values.get("egg_kind") or self.env.context.get("default_egg_kind")
            if kind == "order" or values.get("state") == "sale":
                values["egg_kind"] = "order"
            if values.get("name", self.env._("New")) == self.env._("New"):
                number = self._get_egg_number_of_quote(values)
                if number in shared or not number:
                    number = self._take_egg_own_number(values.get("egg_kind", "quote"), values.get("company_id"),
                                                       values.get("date_order"))
                shared.add(number)
                values |= {"name": number} if number else {}
        self._check_egg_parents(vals_list)
        self._check_egg_quotes_free(vals_list)
        orders = super().create(vals_list)
        for order in orders.filtered("egg_parent_id"):
            order.egg_parent_id._on_egg_child_created(order)
        return orders

    @api.model
    def _get_egg_number_of_quote(self, values):
        """Return the number that an order takes over from its quote; False where each has its own."""
        # sudo: the number of a quote that the order is made from, whose right to be read is checked
        quote_sudo = self.sudo().browse(values.get("egg_parent_id") or [])
        return next(iter(quote_sudo._get_egg_shared_numbers()), False) if quote_sudo else False

    def _check_egg_parents(self, vals_list):
        """:raises AccessError: an order would be made from a quote that the user does not see"""
        self.browse({values["egg_parent_id"] for values in vals_list
                     if values.get("egg_parent_id")}).check_access("read")

    def _check_egg_quotes_free(self, vals_list):
        """An order that names its quote by hand obeys what the button does: one order of a quote, unless it is asked
        for a second one.

        :raises UserError: the quote is a draft, closed or ordered already
        """
        named = [values["egg_parent_id"] for values in vals_list if values.get("egg_parent_id")]
        for quote_sudo in self.sudo().browse(set(named)):  # sudo: whose right to be read is checked
            quote_sudo._check_egg_convertible()
            if named.count(quote_sudo.id) > 1 and not self.env.context.get(AGAIN_KEY):
                raise UserError(self.env._("Quote %(number)s becomes one order, not several at once.",
                                           number=quote_sudo.name))

    def copy(self, default=None):
        # A duplicate is of what is duplicated, also where the window still has the quote of “Order again”.
        return super(SaleOrder, self.with_context(**{PARENT_KEY: False, AGAIN_KEY: False})).copy(default)

    def write(self, vals):
        self._check_egg_parents([vals])
        if vals.get("state") == "sale":
            vals = vals | {"egg_kind": "order"}
        if vals.get("name"):
            vals = vals | {"egg_is_number_twice": False}
        return super().write(vals)

    def action_egg_order(self):
        """Open a new order made from this quote, not saved yet, with the quote in relation.

        :raises UserError: for a quote still in draft, cancelled or refused, or already turned into an order.
        """
        self.ensure_one()
        self._check_egg_convertible()
        action = self.env["ir.actions.act_window"]._for_xml_id("egg_sales.egg_order_from_quote_action")
        return action | {
            "name": self.env._("Order from quote %(number)s", number=self.name),
            "views": [(self.env.ref("sale.view_order_form").id, "form")],
            "context": {PARENT_KEY: self.id, AGAIN_KEY: self.env.context.get(AGAIN_KEY, False), "active_id": self.id},
        }

    def action_egg_order_again(self):
        """Open a second order from a quote that already has one; the button asks first."""
        return self.with_context(**{AGAIN_KEY: True}).action_egg_order()

    def egg_create_order(self):
        """Make the order of this quote at once and return it, in draft; same rules and values as the shortcut."""
        self.ensure_one()
        self._check_egg_convertible()
        return self.create(self._prepare_egg_order_values())

    def action_egg_invoice(self):
        """Invoice the whole document: a quote becomes an order first, and stays beside it. Open the draft invoice.

        :raises UserError: when a quote is not sent yet, or nothing is left to invoice.
        """
        self.ensure_one()
        if self.egg_kind == "quote":
            self._check_egg_convertible()
            self.action_confirm()
        elif self.state != "sale":
            raise UserError(self.env._("Confirm order %(number)s before you invoice it.", number=self.name))
        self._force_lines_to_invoice_policy_order()
        return self.action_view_invoice(self._create_egg_invoices())

    def _force_lines_to_invoice_policy_order(self):
        """What is invoiced before its delivery is noted, so that it is not taken for a return later."""
        for line in self.order_line:
            if line.product_id.invoice_policy == "delivery" and line.product_uom_qty > line.qty_delivered:
                line.egg_qty_ahead = line.product_uom_qty - line.qty_delivered
        super()._force_lines_to_invoice_policy_order()

    def _create_egg_invoices(self):
        """Make the draft invoices of what is to be invoiced of these orders, less what stands of their deposits.

        Every shortcut that invoices an order comes here, so that none forgets a deposit.
        """
        return self._create_invoices(final=True)

    def _confirmation_error_message(self):
        orders = self._get_egg_active_children()
        if self.egg_kind == "quote" and orders:
            return self.env._(
                "Quote %(quote)s was already turned into %(orders)s: confirm that order instead.",
                quote=self.name, orders=", ".join(orders.mapped("name")),
            )
        if self.egg_kind == "quote" and self._is_egg_settled():
            return self._get_egg_settled_sentence()
        return super()._confirmation_error_message()

    def _get_egg_document_type(self):
        self.ensure_one()
        return self.egg_kind

    def _get_egg_active_children(self):
        """Return the orders made from this quote that are not cancelled."""
        return self.egg_child_ids.filtered(lambda order: order.state != "cancel")

    def _is_egg_settled(self) -> bool:
        """Whether this quote is done, so that nothing of it changes: an order of it stands.

        Extended by what else closes a quote.
        """
        return bool(self._get_egg_active_children())

    def _get_egg_settled_sentence(self) -> str:
        """Say why this settled quote does not change, and what to do instead."""
        return self.env._("A quote stays as it was agreed while its order stands: cancel that order first.")

    @api.model
    def _get_egg_noted_fields(self) -> set:
        """Return the names of the fields that only the suite's own steps write, besides what an order was made from."""
        return set()

    def _check_egg_convertible(self):
        """Refuse to make an order or an invoice from this document, with the reason.

        :raises UserError: when the quote is not at least in progress, or was turned into an order already.
        """
        if self.egg_kind != "quote":
            raise UserError(self.env._("%(number)s is an order already.", number=self.name))
        if self.state == "cancel":
            raise UserError(self.env._("Quote %(number)s is cancelled or refused: set it back to draft first.",
                                       number=self.name))
        if self.state == "draft":
            raise UserError(
                self.env._("Quote %(number)s is still a draft: send it, or set it to “In progress” first.",
                           number=self.name)
            )
        orders = self._get_egg_active_children()
        if not orders and self._is_egg_settled():
            raise UserError(self._get_egg_settled_sentence())
        if orders and not self.env.context.get(AGAIN_KEY):
            raise UserError(
                self.env._(
                    "Quote %(quote)s was already turned into %(orders)s. Use “Order again” if you really want "
                    "another one.",
                    quote=self.name, orders=", ".join(orders.mapped("name")),
                )
            )

    @api.model
    def _get_egg_quote_in_context(self):
        """Return the quote that the form being worked in was opened with."""
        # Without the key, else reading the quote would ask for defaults, which ask for the quote...
        orders = self.with_context(**{PARENT_KEY: False})
        return orders.browse(self.env.context.get(PARENT_KEY) or []).exists()

    @api.model
    def _get_egg_parent_from_context(self):
        """Return the quote that the order being typed is made from; none once that order exists,
        so that “New” starts empty.
        """
        parent = self._get_egg_quote_in_context()
        is_again = self.env.context.get(AGAIN_KEY) and parent._get_egg_active_children()
        if parent and not is_again and parent._is_egg_settled():
            return self.browse()
        return parent

    @api.model
    def _take_egg_own_number(self, kind, company_id, date_order):
        """Take the next number of the suite's own series of a company;
        False when the firm's series goes on, which core takes.
        """
        company_id = company_id or self.env.context.get("default_company_id") or self.env.company.id
        # the choice of a company whose form one may not open
        company_sudo = self.env["res.company"].sudo().browse(company_id)
        if not company_sudo.egg_own_numbers:
            return False
        day = company_sudo._get_egg_day(fields.Datetime.to_datetime(date_order)) if date_order else None
        return self.env["ir.sequence"].with_company(company_id).next_by_code(f"egg.sale.{kind}", sequence_date=day)

    def _prepare_egg_order_values(self) -> dict:
        """Values of the order made from this quote: header, options and lines;
        the order's own numbers, dates and status.
        """
        self.ensure_one()
        values = self.copy_data()[0]
        for name in ("name", "state", "date_order", "validity_date", "egg_state"):
            values.pop(name, None)
        values["order_line"] = [
            Command.create(line_values | line._prepare_egg_tie_values() | {"egg_source_line_id": line.id})
            for line, (_command, _id, line_values) in zip(self._get_copiable_order_lines(), values["order_line"],
                                                          strict=True)
        ]
        return values | self._prepare_egg_child_values() | {
            "egg_kind": "order",
            "egg_parent_id": self.id,
            "egg_quote_number": self.name,
            "origin": self.name,
            "client_order_ref": self.client_order_ref,
            "commitment_date": self.commitment_date,
        }

    def _on_egg_child_created(self, order):
        """Called on a quote after an order was made from it, for what has to move to the order:
        what was paid already.
        """
        # Salespeople turn their quotes into orders without accounting rights; only the link of the payments changes.
        payments_sudo = self.sudo().egg_payment_ids
        payments_sudo.write({"egg_order_id": order.id})
        self._log_egg_event("converted", self.env._("Turned into order %(number)s", number=order.name))

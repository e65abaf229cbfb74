from odoo import api, models
from odoo.addons.egg_billing.core.inside import INSIDE, KEEPING
from odoo.exceptions import UserError

#: What a quote says besides what every document made from it says too: its dates, and what the customer signed.
SAID = ("client_order_ref", "commitment_date", "date_order", "validity_date", "egg_validity_rule_date", "signed_by",
        "signed_on", "signature")

#: The context that the quote beside an order is made with: nothing that is meant for the confirmation.
HEARD = ("lang", "tz", "allowed_company_ids")
SILENT = {"tracking_disable": True, "mail_create_nolog": True, "mail_create_nosubscribe": True}


class SaleOrder(models.Model):
    """Quote and order are a pair of documents, whatever made the order (decision 0045).

    Behind the button “Order” a new record is the order. All else confirms the record that is there, which has the
    customer's link, signature and payments: that record becomes the order, and the quote is kept beside it.
    """

    _inherit = "sale.order"

    def write(self, vals):
        result = super().write(vals)
        if "state" in vals:
            self.egg_parent_id._sync_egg_quote_lock()
        return result

    def unlink(self):
        quotes = self.egg_parent_id
        result = super().unlink()
        quotes.exists()._sync_egg_quote_lock()
        return result

    def action_confirm(self):
        quotes = self.filtered(lambda order: order.egg_kind == "quote" and order.state in ("draft", "sent"))
        for quote in quotes:
            # Checked again by core below: a refused confirmation takes no number and keeps no quote.
            error = quote._confirmation_error_message()
            if error:
                raise UserError(error)
        quotes._become_egg_orders()
        return super().action_confirm()

    def _become_egg_orders(self):
        """These quotes are orders from now on; beside each stands the quote as it was, with its number."""
        quotes = self.filtered(lambda order: order._is_egg_quote_told())
        values = [quote._prepare_egg_kept_quote_values() for quote in quotes]
        numbers = self._take_egg_order_numbers()
        for order in self:
            told = {"egg_quote_number": order.name} if order in quotes else {}
            order.with_context(**{KEEPING: INSIDE}).write({"egg_kind": "order", "name": numbers[order], **told})
        self.flush_recordset(["name", "egg_kind", "egg_quote_number"])
        context = {key: value for key, value in self.env.context.items() if key in HEARD} | SILENT
        # sudo: the customer who signs or pays; whoever may confirm a quote has it kept
        kept_sudo = self.with_env(self.env(context=context, su=True)).create(values)
        for order, quote_sudo in zip(quotes, kept_sudo, strict=True):
            order._link_egg_kept_quote(quote_sudo)

    def _is_egg_quote_told(self) -> bool:
        """Whether this document was ever a quote to the customer: a cart of the web shop was not."""
        return not ("website_id" in self._fields and self.website_id)

    def _prepare_egg_kept_quote_values(self) -> dict:
        """Values of the quote that stands beside this document once it is the order: what the quote says and said."""
        self.ensure_one()
        values = self._prepare_egg_order_values()
        for name in ("egg_parent_id", "egg_quote_number"):
            values.pop(name)
        for _command, _id, line_values in values["order_line"]:
            line = self.env["sale.order.line"].browse(line_values.pop("egg_source_line_id"))
            line_values["purchase_price"] = line.purchase_price
        return values | {name: self[name] for name in SAID} | {
            "name": self.name, "egg_kind": "quote", "state": "sent", "origin": self.origin,
            "egg_is_number_twice": self.egg_is_number_twice,
        }

    def _link_egg_kept_quote(self, quote_sudo):
        """Make this order the one of the quote that is kept beside it, line by line."""
        own = self.with_context(**{KEEPING: INSIDE})
        own.write({"egg_parent_id": quote_sudo.id, "origin": self.origin or quote_sudo.name})
        ordinary = quote_sudo.order_line.filtered(lambda line: not line.egg_role).sorted("id")
        lines = self._get_copiable_order_lines()
        # Protected as a computed value is: kept in memory and written for all lines at once, not line by line.
        with self.env.protecting([lines._fields["egg_source_line_id"]], lines | ordinary):
            for line, source in zip(lines, ordinary, strict=True):
                # where it comes from itself, in a version of the quote before
                source.egg_source_line_id, line.egg_source_line_id = line.egg_source_line_id, source
        self._on_egg_quote_kept(quote_sudo)
        quote_sudo._sync_egg_quote_lock()

    def _on_egg_quote_kept(self, quote_sudo):
        """Called on an order that was a quote, for what is to go to the quote kept beside it: what is of it alone."""
        quote_sudo._log_egg_event(
            "converted", quote_sudo.env._("Turned into order %(number)s", number=self.name))

    def _on_egg_child_created(self, order):
        super()._on_egg_child_created(order)
        self._sync_egg_quote_lock()

    def _sync_egg_quote_lock(self):
        """A quote stays as it was agreed while an order of it stands, or while it is closed."""
        # sudo: a colleague's quote; only the lock follows
        for quote_sudo in self.sudo():
            is_agreed = quote_sudo._is_egg_settled()
            if quote_sudo.locked != is_agreed:
                quote_sudo.locked = is_agreed

    @api.model
    def _get_egg_deal_domain(self) -> list:
        """Return which quotes and orders count, each deal once: no quote beside its order. Extended by what else stays
        beside the document that holds.
        """
        return ["|", ("egg_kind", "=", "order"), ("egg_child_ids", "not any", [("state", "!=", "cancel")])]

    # Numbers: each kind has its own series, or both bear the number of the firm's only one.

    def _take_egg_order_numbers(self) -> dict:
        """Return {quote: the number it has as an order}.

        A number of the firm's own series goes on, for the customer has it in hand; the two are told apart by kind.
        """
        numbers = {}
        for company, quotes in self.grouped("company_id").items():
            shared = quotes._get_egg_shared_numbers()
            for quote in quotes:
                if quote.name in shared:
                    shared.discard(quote.name)  # one order bears it, also where an old number was used twice
                    numbers[quote] = quote.name
                    continue
                own = self._take_egg_own_number("order", company.id, None)
                numbers[quote] = own or self._take_egg_firm_number(company)
        return numbers

    def _get_egg_shared_numbers(self) -> set:
        """Return the numbers of these quotes of one company that their orders bear too: of the firm's series, and
        not borne by another order.
        """
        company, names = self.company_id, self.mapped("name")
        # sudo: the choice of a company whose form one may not open, and orders that one does not see
        company_sudo = company.sudo()
        firm = company_sudo._filter_egg_firm_numbers(names) if company_sudo.egg_own_numbers else set(names)
        domain = [("company_id", "=", company.id), ("egg_kind", "=", "order"), ("name", "in", list(firm))]
        # sudo: orders that one does not see
        return firm - set(self.sudo().search(domain).mapped("name"))

    @api.model
    def _take_egg_firm_number(self, company) -> str:
        return self.env["ir.sequence"].with_company(company).next_by_code("sale.order")

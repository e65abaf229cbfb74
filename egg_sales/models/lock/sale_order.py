from odoo import api, models
from odoo.addons.egg_billing.core.inside import INSIDE, KEEPING
from odoo.addons.egg_billing.models.facts.changes import is_changed
from odoo.exceptions import UserError

#: Beginnings of the names of chatter and activities.
CHATTER = ("activity_", "message_", "website_message_", "my_activity_")

#: When a form shows the quote as it was agreed.
AGREED = "egg_kind == 'quote' and locked"


def is_own_step(records) -> bool:
    """Whether the program is at work, as superuser or in a step of the suite."""
    return records.env.su or records.env.context.get(KEEPING) is INSIDE


def is_free(name: str, free: set) -> bool:
    """Whether users still write this field of a quote whose order stands; `free`: the names that they do."""
    return name in free or name.startswith(CHATTER)


class SaleOrder(models.Model):
    """A quote whose order stands is agreed: users' writes on it are refused, whatever road they take."""

    _inherit = "sale.order"

    @api.model
    def _get_egg_free_fields(self) -> set:
        """Return the names of the fields that users still write on a quote whose order stands: who looks after it and
        where it is filed, nothing it says.

        Extended by addons that file quotes in another way.
        """
        return {"user_id", "team_id", "tag_ids", "campaign_id", "medium_id", "source_id"}

    def _filter_egg_agreed(self):
        """Return the quotes among these that are settled: whose order stands, or that are closed."""
        locked = self.filtered(lambda order: order.egg_kind == "quote" and order.locked)
        # sudo: the order of a colleague
        return locked.filtered(lambda quote: quote.sudo()._is_egg_settled())

    def _check_egg_not_agreed(self):
        """:raises UserError: a user changes a quote whose order stands, or that is closed"""
        for quote in () if is_own_step(self) else self._filter_egg_agreed():
            raise UserError(quote.sudo()._get_egg_settled_sentence())  # sudo: as above

    def write(self, vals):
        self._check_egg_agreed_values(vals)
        return super().write(vals)

    def _check_egg_agreed_values(self, vals):
        """:raises UserError: a user changes what an agreed quote says, or what an order was made from"""
        if is_own_step(self):
            return
        self._check_egg_noted_values(vals)
        free = self._get_egg_free_fields()
        names = [name for name in vals if name in self._fields and not is_free(name, free)]
        for quote in self._filter_egg_agreed() if names else ():
            if any(is_changed(quote, name, vals[name]) for name in names):
                quote._check_egg_not_agreed()

    def _check_egg_noted_values(self, vals):
        """:raises UserError: a user writes what the buttons note"""
        name = "egg_parent_id"
        if name in vals and any(is_changed(order, name, vals[name]) for order in self):
            raise UserError(self.env._("What an order was made from is noted when it is made, never by hand."))
        self._refuse_egg_noted(name for name in self._get_egg_noted_fields() & vals.keys()
                               if any(is_changed(order, name, vals[name]) for order in self))

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        if not is_own_step(self):
            self._refuse_egg_noted(name for name in self._get_egg_noted_fields() if any(orders.mapped(name)))
        return orders

    def _refuse_egg_noted(self, names):
        """:raises UserError: a user writes one of these fields, which the buttons note"""
        for name in names:
            raise UserError(self.env._("“%(field)s” is noted by the buttons, never by hand.",
                                       field=self._fields[name]._description_string(self.env)))

    def action_cancel(self):
        self._check_egg_not_agreed()
        return super().action_cancel()

    def _action_cancel(self):
        self._check_egg_not_agreed()
        return super()._action_cancel()

    def action_draft(self):
        self._check_egg_not_agreed()
        return super().action_draft()

    def action_unlock(self):
        self._check_egg_not_agreed()
        return super().action_unlock()

    def _check_egg_payable(self):
        super()._check_egg_payable()
        self._check_egg_paid_on_order()

    def _check_egg_paid_on_order(self):
        """:raises UserError: money would be noted on a quote whose order stands, and not be of the order"""
        for quote in self._filter_egg_agreed():
            orders_sudo = quote.sudo()._get_egg_active_children()  # sudo: the order of a colleague
            if not orders_sudo:
                raise UserError(quote.sudo()._get_egg_settled_sentence())  # sudo: as above
            raise UserError(self.env._(
                "Quote %(quote)s was already turned into %(orders)s: pay that order instead.",
                quote=quote.name, orders=", ".join(orders_sudo.mapped("name"))))

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type == "form":
            free = self._get_egg_free_fields()
            for node in arch.xpath("//field[not(ancestor::field)]"):
                self._close_egg_agreed_field(node, free)
        return arch, view

    def _close_egg_agreed_field(self, node, free):
        """Show a field of the form as what it is on an agreed quote: not to be written."""
        field, readonly = self._fields.get(node.get("name")), node.get("readonly")
        is_open = readonly not in ("1", "True") if readonly else field and not field.readonly
        if field and is_open and not is_free(field.name, free):
            node.set("readonly", f"({readonly}) or ({AGREED})" if readonly else AGREED)

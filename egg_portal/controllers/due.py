from urllib.parse import urlencode

from odoo import fields, http
from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.http import request
from odoo.tools import format_date


class DuePortal(CustomerPortal):
    """What the customer who is logged in owes: he ticks what he wants, and the page under a link does the rest."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "egg_due_count" in counters:
            values["egg_due_count"] = len(self._get_egg_own_items())
        return values

    @http.route("/my/due", type="http", auth="user", methods=["GET"], website=True, sitemap=False)
    def portal_my_egg_due(self, problem=None, **_parameters):
        groups = [self._prepare_egg_due_group(items) for items in self._group_egg_items(self._get_egg_own_items())]
        values = self._prepare_portal_layout_values()
        return request.render("egg_portal.portal_my_due", values | {
            "groups": groups, "page_name": "egg_due", "problem": self._get_egg_due_problem() if problem else ""})

    @http.route("/my/due/open", type="http", auth="user", methods=["POST"], website=True, sitemap=False)
    def portal_my_egg_due_open(self, group="", wish="pay", **_parameters):
        """Go to the page of exactly the ticked amounts; what is not the customer's own is left out."""
        ticked = set(request.httprequest.form.getlist("item"))
        items = self._get_egg_own_items().filtered(lambda one: self._name_egg_group(one) == group)
        if wish == "overdue":
            chosen = self._filter_egg_asked(items)
            wish = "pay"
        else:
            chosen = items.filtered(lambda one: str(one.id) in ticked)
        if not chosen._is_egg_payable_together():
            return request.redirect("/my/due?problem=1")
        return request.redirect(f"/egg/pay/{chosen._make_egg_payment_token()}?{urlencode({'wish': wish})}")

    def _get_egg_own_items(self):
        """Return what is open of the invoices that the user's own rights show him, of his firm."""
        moves = request.env["account.move"]
        if not moves.has_access("read"):
            return moves.line_ids
        customer = request.env.user.partner_id.commercial_partner_id
        moves = moves.search([("move_type", "=", "out_invoice"), ("state", "=", "posted"),
                              ("payment_state", "in", ("not_paid", "partial"))])
        # sudo: the invoices were found with the customer's own rights; portal users do not read what is due of them
        items_sudo = moves.sudo()._get_egg_due_items()
        return items_sudo.filtered(
            lambda one: one.move_id.commercial_partner_id == customer and one._is_egg_owed())._sort_egg_by_date()

    def _group_egg_items(self, items) -> list:
        """Return these items in groups, each of which one payment can settle."""
        return list(items.grouped(self._name_egg_group).values())

    def _name_egg_group(self, item) -> str:
        return f"{item.company_id.id}-{item.currency_id.id}-{item.account_id.id}"

    def _filter_egg_overdue(self, items):
        days = {company: company._get_egg_day(fields.Datetime.now()) for company in items.company_id}
        return items.filtered(lambda one: one.date_maturity and one.date_maturity < days[one.company_id])

    def _filter_egg_asked(self, items):
        """Hook: return those that the customer has to think of now: they are ticked before he looks."""
        return self._filter_egg_overdue(items) - self._filter_egg_taken(items)

    def _filter_egg_taken(self, items):
        """Return those that are being paid, or that a debit will take: nobody has to think of them."""
        reasons = items._get_egg_collect_reasons().keys() | items._get_egg_coming_debits().keys()
        return items.filtered(lambda one: one.id in reasons) | items._get_egg_begun_on_page()

    def _prepare_egg_due_group(self, items) -> dict:
        """What the page under the link will ask for: amounts that can be paid now, less what is in his favour."""
        late, offer = self._filter_egg_asked(items), items._get_egg_payment_offer()
        return {
            "name": self._name_egg_group(items[0]), "items": items, "late": late, "company": items.company_id,
            "currency": items.currency_id, "late_amount": float(late._get_egg_payment_offer().amount) if late else 0.0,
            "amount": float(offer.amount), "credited": float(sum(offer.credits.values())),
            "free": items.browse(offer.items), "taken": self._get_egg_taken_texts(items),
            "names": {one.id: one._get_egg_item_name() for one in items}}

    def _get_egg_taken_texts(self, items) -> dict:
        """Hook: return {item: what stands beside it} of those that are taken without the customer."""
        debits, texts = items._get_egg_coming_debits(), {}
        for one in self._filter_egg_taken(items):
            day = debits[one.id].day if one.id in debits else None
            texts[one.id] = request.env._("Will be debited on %(day)s", day=format_date(
                request.env, day)) if day else request.env._("Being paid")
        return texts

    def _get_egg_due_problem(self) -> str:
        return request.env._("Tick at least one amount.")

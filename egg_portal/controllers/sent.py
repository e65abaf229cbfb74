from collections import Counter
from datetime import date, datetime

from odoo import fields, http
from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.http import request

#: So many of each kind, the last ones.
MOST = 80


class SentPortal(CustomerPortal):
    """All that the customer who is logged in was sent: of his firm, and nothing of the firm's own about him."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "egg_sent_count" in counters:
            values["egg_sent_count"] = len(self._get_egg_sent_rows())
        return values

    @http.route("/my/sent", type="http", auth="user", methods=["GET"], website=True, sitemap=False)
    def portal_my_egg_sent(self, **_parameters):
        rows = sorted(self._get_egg_sent_rows(), key=lambda row: row["day"] or date.min, reverse=True)
        values = self._prepare_portal_layout_values() | {
            "rows": rows, "debits": self._get_egg_coming_debits(), "page_name": "egg_sent",
            "is_cut": MOST in Counter(row["kind"] for row in rows).values()}
        return request.render("egg_portal.portal_my_sent", values)

    def _get_egg_sent_rows(self) -> list:
        """Hook: return what was sent, at most `MOST` of a kind, as dicts with kind, day, title, url, and amount with
        currency or none; documents as the customer's own rights show them.
        """
        customer, rows = request.env.user.partner_id.commercial_partner_id, []
        for model, (domain, day) in self._get_egg_sent_kinds().items():
            if not request.env[model].has_access("read"):
                continue
            found = request.env[model].search(
                [*domain, ("partner_id.commercial_partner_id", "=", customer.id)], order=f"{day} desc, id desc",
                limit=MOST)
            rows += [{"kind": model, "day": self._to_egg_day(one[day]), "title": f"{one.type_name} {one.name}",
                      "url": one.access_url, "amount": one.amount_total, "currency": one.currency_id}
                     for one in found]
        return rows

    def _get_egg_sent_kinds(self) -> dict:
        """Hook: return the kinds of documents, {model: (domain of those that are sent, field of their day)}."""
        firm = request.env.user.partner_id.commercial_partner_id  # an invoice stays its firm's when a contact leaves
        return {"account.move": ([("move_type", "in", ("out_invoice", "out_refund")), ("state", "=", "posted"),
                                  ("commercial_partner_id", "=", firm.id)], "invoice_date")}

    def _to_egg_day(self, moment):
        """Return the day of a moment where the firm is."""
        if isinstance(moment, datetime):
            return request.env.company._get_egg_day(moment)
        return moment

    def _get_egg_coming_debits(self) -> list:
        """Return the debits of the customer's invoices that are to come, the next first."""
        moves = request.env["account.move"]
        if not moves.has_access("read"):
            return []
        customer = request.env.user.partner_id.commercial_partner_id
        moves = moves.search([("move_type", "=", "out_invoice"), ("state", "=", "posted"),
                              ("commercial_partner_id", "=", customer.id),
                              ("payment_state", "in", ("not_paid", "partial"))])
        # sudo: the invoices were found with the customer's own rights; portal users do not read what is due of them
        items_sudo = moves.sudo()._get_egg_due_items()
        debits = items_sudo._get_egg_coming_debits()
        today = request.env.company._get_egg_day(fields.Datetime.now())
        rows = [{"day": debits[one.id].day, "title": one._get_egg_item_name(), "amount": debits[one.id].amount,
                 "currency": one.currency_id, "mandate": debits[one.id].mandate}
                for one in items_sudo if one.id in debits]
        return sorted((row for row in rows if row["day"] >= today), key=lambda row: row["day"])

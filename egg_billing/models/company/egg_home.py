from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain


class Waiting(NamedTuple):
    """Something that waits for somebody."""

    label: str
    model: str
    domain: Domain
    action: str  # XML id of the list that shows it
    icon: str
    groups: str = ""  # whose work it is; empty: of all who may read it


class EggHome(models.TransientModel):
    """The first screen: what is missing until the company is set up, then what waits today for this user."""

    _name = "egg.home"
    _description = "What Waits Today"

    checklist = fields.Html(compute="_compute_checklist", sanitize=False)
    waiting = fields.Json(compute="_compute_waiting")

    @api.depends_context("lang")
    def _compute_display_name(self):
        self.display_name = self.env._("Today")

    @api.depends_context("company", "uid")
    def _compute_checklist(self):
        self.checklist = self._render_checklist()

    @api.depends_context("company", "uid", "lang")
    def _compute_waiting(self):
        self.waiting = [
            {"key": key, "label": one.label, "icon": one.icon,
             "count": self.env[one.model].search_count(one.domain)}
            for key, one in self._find_waiting().items()]

    @api.model
    def _render_checklist(self):
        """The check list for those who fill it in, as long as something that every company needs is missing and is
        theirs to fill in: what only somebody else may do does not hide what waits for them.
        """
        company = self.env.company
        if not self.env["egg.setup.list"].has_access("read"):
            return False
        missing = [check for check in company._get_egg_setup_checks() if not check.optional and not check.is_done]
        is_theirs = any(not check.action or company._may_egg_fill_in(check) for check in missing)
        return company._render_egg_setup_checklist() if is_theirs else False

    @api.model
    def _get_waiting(self) -> dict:
        """Return {key: Waiting} in the order of the screen. Addons add theirs after `super()`."""
        sales = Domain("state", "=", "posted") & Domain("payment_state", "in", ("not_paid", "partial"))
        mine = Domain("company_id", "in", self.env.companies.ids)
        late = self.env["account.move.line"]._get_egg_due_item_domain() & Domain(
            "date_maturity", "<", fields.Date.context_today(self))
        return {
            "late": Waiting(self.env._("Late invoices"), "account.move",
                            sales & mine & Domain("move_type", "=", "out_invoice") & Domain("line_ids", "any", late),
                            "egg_billing.egg_invoice_action", "fa-clock-o"),
            "to_send": Waiting(self.env._("Invoices to send"), "account.move",
                               sales & mine & Domain("move_type", "in", ("out_invoice", "out_refund"))
                               & Domain("is_move_sent", "=", False),
                               "egg_billing.egg_invoice_action", "fa-envelope-o"),
        }

    @api.model
    def _find_waiting(self) -> dict:
        """Those of `_get_waiting` whose list this person may open."""
        return {key: one for key, one in self._get_waiting().items() if self._may_open(one)}

    @api.model
    def _may_open(self, one: Waiting) -> bool:
        groups = self.env.ref(one.action).sudo().group_ids  # sudo: for whom a screen is, not what it shows
        return (self.env[one.model].has_access("read") and (not one.groups or self.env.user.has_groups(one.groups))
                and (not groups or bool(groups & self.env.user.all_group_ids)))

    @api.model
    def open_waiting(self, key: str) -> dict:
        """Return the list behind a number: exactly what was counted.

        :raises AccessError: there is no such number for this person.
        """
        one = self._find_waiting().get(key) if isinstance(key, str) else None
        if not one:
            raise AccessError(self.env._("There is no such list for you."))
        action = self.env["ir.actions.actions"]._for_xml_id(one.action)
        return action | {"name": one.label, "display_name": one.label, "domain": list(one.domain), "context": {},
                         "path": False}

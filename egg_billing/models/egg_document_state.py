from odoo import api, fields, models
from odoo.exceptions import UserError

EGG_STATES = [
    ("draft", "Draft"),
    ("progress", "In progress"),
    ("done", "Done"),
    ("cancelled", "Cancelled"),
    ("refused", "Refused"),
]


class EggDocumentMixin(models.AbstractModel):
    """The five statuses that quotes, orders and invoices share, computed from what Odoo knows of each."""

    _inherit = "egg.document.mixin"

    egg_state = fields.Selection(
        EGG_STATES, "EGG status", compute="_compute_egg_state", store=True, index=True, copy=False,
        help="Draft: still being written. In progress: sent, confirmed or issued. Done: turned into the next document, delivered "
        "and invoiced, or paid. Cancelled: given up by us. Refused: declined by the customer.",
    )
    egg_refused = fields.Boolean("Refused by the customer", copy=False, readonly=True)
    egg_refusal_reason_id = fields.Many2one(
        "egg.refusal.reason", "Refusal reason", copy=False, readonly=True, ondelete="restrict", index="btree_not_null",
        groups="base.group_user",
    )

    @api.depends("egg_refused")
    def _compute_egg_state(self):
        for document in self:
            document.egg_state = document._get_egg_state()

    def action_egg_change_state(self):
        """Open the choice of the statuses that this document can take by hand."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Change the status"),
            "res_model": "egg.state.change",
            "view_mode": "form",
            "target": "new",
            "context": {"default_res_model": self._name, "default_res_id": self.id},
        }

    def egg_set_state(self, target: str, reason=None):
        """Bring one document to a status, through the action that stands behind it in Odoo, and log it.

        :param target: one of the five statuses.
        :param reason: optional `egg.refusal.reason` for "refused".
        :returns: an action to open when a person has more to fill in (a payment, a credit note), else None.
        :raises UserError: when the document cannot take that status from where it stands.
        """
        self.ensure_one()
        if target == self.egg_state:
            return None
        labels = dict(self._fields["egg_state"]._description_selection(self.env))
        run = self._get_egg_state_actions().get(target)
        if not run:
            raise UserError(
                self.env._(
                    "%(document)s cannot go from “%(old)s” to “%(new)s” by hand. %(hint)s",
                    document=self.display_name, old=labels.get(self.egg_state, ""), new=labels[target],
                    hint=self._get_egg_state_hint(target),
                )
            )
        old_label = labels.get(self.egg_state, "")
        action = run()
        if isinstance(action, dict):
            return action
        if target == "refused":
            self._egg_mark_refused(reason)
        elif self.egg_refused:
            self.write({"egg_refused": False, "egg_refusal_reason_id": False})
        self._log_egg_event("state", self._prepare_egg_state_message(old_label, labels[target], reason))
        return None

    def _egg_mark_refused(self, reason=None):
        """Note that these documents were declined by the customer; Odoo's own state is set already."""
        self.write({"egg_refused": True, "egg_refusal_reason_id": reason.id if reason else False})

    def _prepare_egg_state_message(self, old_label: str, new_label: str, reason=None) -> str:
        """Sentence for the history of a document whose status a person changed."""
        if reason:
            return self.env._(
                "Status changed by hand: %(old)s → %(new)s (%(reason)s)", old=old_label, new=new_label, reason=reason.name
            )
        return self.env._("Status changed by hand: %(old)s → %(new)s", old=old_label, new=new_label)

    # Hooks

    def _get_egg_state(self) -> str | bool:
        """Return the status of one document, or False when it is none of EGG's documents."""
        raise NotImplementedError

    def _get_egg_state_actions(self) -> dict:
        """Return {status: callable} for what a person may do with one document now.

        A callable runs the real Odoo action. When it returns an action to open, that one asks the person and does the rest.
        """
        raise NotImplementedError

    def _get_egg_state_hint(self, target: str) -> str:
        """Say what to do instead when `target` cannot be set by hand."""
        return ""

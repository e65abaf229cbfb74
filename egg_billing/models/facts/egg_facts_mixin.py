from odoo import api, models
from odoo.exceptions import AccessError

from ...core.rights import BILLING
from .changes import check_company_kept, is_changed, is_chatter, without_defaults


class EggFactsMixin(models.AbstractModel):
    """What happened, or what somebody signed.

    A user writes what the state of the record leaves open; all else is written by its actions.

    An action begins with `_as_egg_actor`, which tests the caller's right on each record, and goes on as superuser.
    """

    _name = "egg.facts.mixin"
    _description = "Facts Changed by Their Actions"

    #: Groups of those who may take the actions, besides seeing the records; empty: whoever sees them.
    _egg_actors = BILLING

    @api.model
    def _get_egg_given_fields(self) -> set:
        """Hook: fields that a user gives to a new record."""
        return set()

    def _get_egg_free_fields(self) -> set:
        """Hook: fields of this record that a user may write in its present state."""
        return set()

    def _get_egg_facts_refusal(self, names) -> str:
        """Hook: why these fields of this record are not written by hand, and what to do instead."""
        labels = self.fields_get(names, ["string"])
        return self.env._(
            "%(fields)s: this is written by the actions of the record, never by hand.",
            fields=", ".join(sorted(one["string"] for one in labels.values())) or ", ".join(sorted(names)),
        )

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.su:
            return super().create(vals_list)
        given = self._get_egg_given_fields()
        # A client's context gives no fact either: its keys are taken out.
        model = without_defaults(self, kept=given)
        for values in vals_list:
            model._check_egg_given(values, given)
        return super(EggFactsMixin, model).create(vals_list).with_env(self.env)

    def _check_egg_given(self, values, given):
        """:raises AccessError: a new record would come with facts of its own;
        what it has by itself may be said (the client says it).
        """
        names = self._get_egg_fact_names(values) - given
        defaults = self.default_get(list(names)) if names else {}
        blank = self.new()
        closed = [name for name in names if values[name] and (name in defaults and values[name] != defaults[name]
                                                              or name not in defaults
                                                              and is_changed(blank, name, values[name]))]
        if closed:
            raise AccessError(self._get_egg_facts_refusal(closed))

    def write(self, vals):
        if not self.env.su:
            self._check_egg_facts(vals)
        result = super().write(vals)
        check_company_kept(self, vals)
        return result

    def _check_egg_facts(self, values):
        """:raises AccessError: something would change that the record's state does not leave open to users."""
        names = self._get_egg_fact_names(values)
        for record in self if names else ():
            closed = [name for name in names - record._get_egg_free_fields() if is_changed(record, name, values[name])]
            if closed:
                raise AccessError(record._get_egg_facts_refusal(closed))

    @api.model
    def _get_egg_fact_names(self, values) -> set:
        """Names in `values` that are no chatter."""
        fields = {name: self._fields[name] for name in values if name in self._fields}
        return {name for name, field in fields.items() if name != "id" and not is_chatter(field)}

    def _check_egg_files(self, names, is_placed=False):
        """Refuse that a user replaces, moves or deletes the files of these fields,
        as `_check_egg_facts` does for the fields.

        :param is_placed: a file was put there just now.
        :raises AccessError:
        """
        for record in self:
            closed = set(names) - record._get_egg_free_fields()
            if closed and not self.env.su:
                raise AccessError(record._get_egg_facts_refusal(closed))

    def _as_egg_actor(self):
        """Return these records as superuser, for an action of theirs.

        :raises AccessError: the caller does not see one of them, or is not of those who take the actions
        """
        self.check_access("read")
        if self._egg_actors and not self.env.su and not self.env.user.has_groups(self._egg_actors):
            raise AccessError(self.env._("You may see this, yet not act on it: ask somebody of billing."))
        return self.sudo()  # sudo: facts change by actions only; the right on these was tested just now

from contextlib import contextmanager
from itertools import chain

from odoo import api, models

from ...core import discount as core
from ...core.inside import INSIDE
from .draft_line import DRAFTS, NEW_DOCUMENT, Drafts
from .egg_totals_mixin import SYNCING, dec


class EggTotalsMixin(models.AbstractModel):
    """Generated lines are kept in step: made along with the document, and again after each change."""

    _inherit = "egg.totals.mixin"

    @api.model_create_multi
    def create(self, vals_list):
        """The generated lines are made along with the others."""
        if self.env.context.get(SYNCING) is INSIDE:
            return super().create(vals_list)
        for vals in vals_list:
            self._drop_egg_generated_commands(vals)
        drafts = Drafts()
        context = {SYNCING: INSIDE, NEW_DOCUMENT: INSIDE, DRAFTS: drafts}
        documents = super(EggTotalsMixin, self.with_context(**context)).create(vals_list).with_env(self.env)
        documents._sync_egg_role_lines(drafts)
        return documents

    def write(self, vals):
        """The generated lines follow what is written."""
        if self.env.context.get(SYNCING) is INSIDE or not self._is_egg_totals_change(vals):
            return super().write(vals)
        self._drop_egg_generated_commands(vals)
        self._check_egg_role_commands(vals)
        with self._batch_egg_totals():
            result = super(EggTotalsMixin, self.with_context(**{SYNCING: INSIDE})).write(vals)
            self._sync_egg_role_lines()
        return result

    @contextmanager
    def _batch_egg_totals(self):
        """Hook: what follows the lines of these documents is done once, when the generated ones are right too."""
        yield

    def _is_egg_totals_change(self, vals) -> bool:
        """Whether writing these values may change what the generated lines are."""
        if self._get_egg_totals_triggers() & vals.keys():
            return any(document._may_egg_have_totals() for document in self)
        if self._get_egg_rate_triggers() & vals.keys():
            return any(document.currency_id != document.company_id.currency_id for document in self) and any(
                document._may_egg_have_totals() for document in self)
        return False

    @api.model
    def _drop_egg_generated_commands(self, vals):
        """Leave out of these values what would make or change generated lines: they follow the document's fields."""
        for field in self._get_egg_line_fields():
            if vals.get(field):
                vals[field] = [command for command in vals[field] if not self._is_egg_generated_command(command)]

    @api.model
    def _is_egg_generated_command(self, command) -> bool:
        """Whether this command on the lines concerns a generated line of the document that it was taken from."""
        raise NotImplementedError

    @api.model
    def _check_egg_role_commands(self, vals):
        """Generated lines are not for hands, through the lines' field either."""
        lines = self.env[self._fields[self._get_egg_lines_field()].comodel_name]
        triggers = lines._get_egg_totals_triggers()
        commands = chain.from_iterable(vals.get(field) or [] for field in self._get_egg_line_fields())
        edited = [
            command[1] for command in commands
            if command[0] in (2, 3) or (command[0] == 1 and triggers & command[2].keys())
        ]
        if edited:
            lines.browse(edited).exists()._check_egg_role_edit({"price_unit": 0})

    @contextmanager
    def _keep_egg_totals(self):
        """Change lines of these documents directly, outside a change of the document: its generated lines follow."""
        yield
        if self.env.context.get(SYNCING) is not INSIDE:
            self.exists()._sync_egg_role_lines()

    def _sync_egg_role_lines(self, drafts=None):
        """Make the generated lines what the document's fields and ordinary lines ask for.

        :param drafts: the documents were just made, so that their generated lines, made along with them, have no edit
            of anybody's yet: what these were computed from.
        """
        if self.env.context.get(SYNCING) is INSIDE:
            return
        for document in self:
            if document._is_egg_totals_open():
                document._sync_egg_role_lines_of_one(drafts)

    def _sync_egg_role_lines_of_one(self, drafts):
        field, fresh = self._get_egg_lines_field(), drafts is not None
        if self.egg_shipping_amount and (taxes := self._get_egg_shipping_taxes()) != self.egg_shipping_tax_ids:
            self.with_context(**{SYNCING: INSIDE}).egg_shipping_tax_ids = taxes
        if fresh and self._finish_egg_draft(drafts.get(self.id)):
            return
        existing = {(line.egg_role, line.egg_role_key): line for line in self[field] if line.egg_role}
        document = self.with_context(lang=self.partner_id.lang or self.env.lang)
        wanted = document._settle_egg_wanted_lines()
        made_along = self.env[self[field]._name].concat(*existing.values()) if fresh else None
        agreed = document._prepare_egg_agreed_values(document._get_egg_ordinary_lines()) if wanted else {}
        followed = {name: value for name, value in agreed.items() if name == "analytic_distribution" and value}
        commands = []
        for one in wanted:
            values = document._prepare_egg_role_line_values(one)
            line = existing.pop((one["role"], one["key"]), None)
            if line is None:
                commands.append((0, 0, agreed | values))
            elif changed := self._get_egg_changes(line, agreed | values if fresh else followed | values):
                commands.append((1, line.id, changed))
        for line in existing.values():
            if not line._must_egg_stay():
                commands.append((2, line.id, 0))
            elif line.price_unit:
                commands.append((1, line.id, {"price_unit": 0.0, "extra_tax_data": False}))
        if made_along and "analytic_distribution" not in agreed:
            self.env.add_to_compute(made_along._fields["analytic_distribution"], made_along)
        if commands:
            self.with_context(**{SYNCING: INSIDE}, skip_is_manually_modified=True).write({field: commands})

    def _finish_egg_draft(self, draft) -> bool:
        """Whether the generated lines that came along were computed from what the document is: then they are right, and
        not computed anew.
        """
        if draft is None or draft.document != self._get_egg_draft_key():
            return False
        if any(part.get("reversed") for part in self.egg_discount_parts or []):
            return False
        lines = self._get_egg_ordinary_lines()
        if lines.egg_third_party_tax_ids or draft.lines != [self._get_egg_draft_line_key(line) for line in lines]:
            return False
        self._settle_egg_discount_parts(draft.base_lines)
        for part in self._get_egg_discount_parts():
            if "amounts" not in part:
                base_lines = self._filter_egg_part_lines(part, draft.base_lines)
                base, mode = self._get_egg_discount_base(base_lines), part["mode"]
                slack = self._get_egg_printed_slack(core.MODES[mode], base_lines)
                self._check_egg_discount_against(mode, part["value"], base, slack)
        return True

    def _get_egg_draft_key(self) -> dict:
        """What the generated lines follow from besides the ordinary lines."""
        names = ("egg_discount_mode", "egg_discount_value", "egg_shipping_amount")
        return {name: self[name] for name in names} | {
            "parts": self.egg_discount_parts or False, "shipping_taxes": self._get_egg_shipping_taxes().ids,
            "currency": self.currency_id.id, "rate": self._get_egg_currency_rate(),
            "partner": self.partner_id.id, "company": self.company_id.id,
        }

    def _get_egg_draft_line_key(self, line) -> tuple:
        """What generated lines follow from on an ordinary line: a record, or its values."""
        names = ["product_id", "product_uom_id", self._get_egg_quantity_field(), "price_unit", "discount",
                 *self._get_egg_agreed_fields()]
        if isinstance(line, dict):
            model = self.env[self._fields[self._get_egg_lines_field()].comodel_name]
            taxes = model._get_egg_command_ids(line.get("tax_ids"))
            return tuple(line.get(name) or False for name in names), sorted(taxes or [])
        values = tuple(line._fields[name].convert_to_write(line[name], line) or False for name in names)
        return values, sorted(line.tax_ids.ids)

    def _update_egg_taxes(self):
        """Let third-party taxes and shipping follow the fiscal position, as the goods just did."""
        for document in self:
            if document._is_egg_totals_open():
                document._get_egg_ordinary_lines().with_context(**{SYNCING: INSIDE})._update_egg_third_party_vat()
        self._sync_egg_role_lines()

    def _get_egg_agreed_fields(self) -> list[str]:
        """Fields that a new generated line takes from the ordinary lines when these agree on them."""
        return ["analytic_distribution"]

    def _prepare_egg_agreed_values(self, lines) -> dict:
        """New generated lines go where the ordinary lines go, when these agree;
        else each has what its own models and journal say.

        Analytic accounts have their share of generated lines, as they have of the ordinary ones.

        :param lines: records, or dicts of values.
        """
        agreed = {}
        for name in self._get_egg_agreed_fields():
            found = [line.get(name) if isinstance(line, dict)
                     else line._fields[name].convert_to_write(line[name], line) for line in lines]
            if found and all(one == found[0] for one in found):
                agreed[name] = found[0] or False
            elif name == "analytic_distribution" and isinstance(lines, models.BaseModel):
                agreed[name] = self._mix_egg_distributions(lines)
        return agreed

    @api.model
    def _mix_egg_distributions(self, lines) -> dict:
        """The analytic distribution of lines that differ: each account has the share that it has of their amounts."""
        total, shares = sum(dec(line.price_subtotal) for line in lines), {}
        for line in lines:
            for accounts, percent in (line.analytic_distribution or {}).items():
                shares[accounts] = shares.get(accounts, dec(0)) + dec(line.price_subtotal) * dec(percent)
        mixed = {}
        if total:
            mixed = {accounts: float(core.rounded(share / total, dec("0.01"))) for accounts, share in shares.items()}
        if mixed and all(round(sum((line.analytic_distribution or {}).values()), 2) == 100 for line in lines):
            first = max(mixed, key=mixed.get)  # what must be whole stays whole
            mixed[first] = round(mixed[first] + 100 - sum(mixed.values()), 2)
        return mixed or False

    @api.model
    def _get_egg_changes(self, line, values) -> dict:
        """The values that differ from what the line has."""
        changed = {}
        for name, value in values.items():
            field = line._fields[name]
            if field.type == "many2many":
                differs = set(line[name].ids) != set(value[0][2])
            elif field.type == "many2one":
                differs = line[name].id != value
            elif field.type == "float":
                differs = abs(line[name] - value) > 1e-9
            elif field.type == "one2many":
                continue
            else:
                differs = (line[name] or False) != (value or False)
            if differs:
                changed[name] = value
        return changed

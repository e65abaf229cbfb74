from odoo import api, fields, models
from odoo.tools import SQL, sql

from ...core.setup_check import SetupCheck

#: Where one sees that a company has worked already: table, and which of its rows count. The table of orders is there
#: when Odoo's own sales came before the suite.
DOCUMENTS = (
    ("account_move",
     "document.state = 'posted' AND document.move_type IN ('out_invoice', 'out_refund', 'out_receipt')"),
    ("sale_order", "TRUE"),
)


class ResCompany(models.Model):
    """Rules that take away what Odoo allows, or change what a firm prints:
    on where nobody has worked yet, else proposed.
    """

    _inherit = "res.company"

    egg_kept_rules = fields.Json("Rules refused", help="Fields of the proposed rules that this company does without, "
                                                       "for good.", groups="base.group_user")

    @api.model
    def _get_egg_rules(self) -> dict:
        """{field of a rule: whether it is there for French law only}.

        Addons add theirs; the field's help says what changes.
        """
        return {"egg_lock_issued": True, "egg_frozen_header": False, "egg_print_enabled": False,
                "egg_legal_guard": True}

    # ---- first value

    def _init_column(self, column_name):
        """A rule comes to companies that are there already: on for those without documents,
        off until accepted for the others.
        """
        rules = self._get_egg_rules()
        if column_name not in rules:
            return super()._init_column(column_name)
        return self.env.cr.execute(SQL(
            """
            UPDATE res_company company SET %(column)s = TRUE
              FROM res_partner partner LEFT JOIN res_country country ON country.id = partner.country_id
             WHERE partner.id = company.partner_id AND (country.code = 'FR' OR NOT %(french)s) AND NOT %(in_use)s
            """,
            column=SQL.identifier(column_name), french=rules[column_name], in_use=self._get_egg_in_use_condition(),
        ))

    @api.model
    def _get_egg_in_use_condition(self) -> SQL:
        """Whether a row of `res_company company` has documents already."""
        found = [SQL("EXISTS (SELECT FROM %s document WHERE document.company_id = company.id AND %s)",
                     SQL.identifier(table), SQL(condition))
                 for table, condition in DOCUMENTS if sql.table_exists(self.env.cr, table)]
        return SQL("(%s)", SQL(" OR ").join(found))

    def _filter_egg_unused(self):
        """Those of these companies that have no documents yet."""
        self.env.flush_all()
        self.env.cr.execute(SQL("SELECT id FROM res_company company WHERE id = ANY(%s) AND NOT %s", self.ids,
                                self._get_egg_in_use_condition()))
        return self.browse(row[0] for row in self.env.cr.fetchall())

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._prepare_egg_rule_values(vals) | vals for vals in vals_list])

    @api.model
    def _prepare_egg_rule_values(self, vals) -> dict:
        """Rules of a new company: all of them in France; elsewhere what its parent,
        or the company of whoever makes it, has chosen.
        """
        model_sudo = self.browse(vals.get("parent_id")).sudo() or self.env.company.sudo()  # only its choices are read
        is_french = self.env["res.country"].browse(vals.get("country_id")).code == "FR"
        if vals.get("parent_id"):
            return {name: model_sudo[name] for name in self._get_egg_rules()}
        return {name: is_french or (model_sudo[name] and not by_law) for name, by_law in self._get_egg_rules().items()}

    def write(self, vals):
        off = [name for name in self._get_egg_rules() if vals.get(name) is False]
        kept = {company: {name for name in off if company[name]} for company in self} if off else {}
        result = super().write(vals)
        for company, names in kept.items():
            company._keep_egg_habits(names)
        if vals.get("country_id"):
            self._propose_egg_rules()
        return result

    def _propose_egg_rules(self):
        """A company that says it is French before its first document gets the rules that it has not refused."""
        french = self.filtered(lambda company: company.country_id.code == "FR")
        for company in french._filter_egg_unused() if french else ():
            company.write({name: True for name in company._get_egg_open_rules()})

    # ---- decision

    def _get_egg_open_rules(self) -> list:
        """The rules that this company has neither accepted nor refused."""
        self.ensure_one()
        return [name for name in self._get_egg_rules() if not self[name] and name not in (self.egg_kept_rules or [])]

    def _keep_egg_habits(self, names):
        """Remember that this company does without these rules."""
        if names:
            self.egg_kept_rules = sorted({*(self.egg_kept_rules or []), *names})

    def _is_egg_rule_needed(self, name: str) -> bool:
        """Hook: whether a company should decide on this rule;
        one of French law is of use to others too, but not asked for.
        """
        return not self._get_egg_rules()[name] or self.country_id.code == "FR"

    def _get_egg_setup_checks(self):
        return [*super()._get_egg_setup_checks(), *(self._find_egg_setup_rule(name) for name in self._get_egg_rules())]

    def _find_egg_setup_rule(self, name: str) -> SetupCheck:
        description = self.fields_get([name], ["string", "help"])[name]
        is_open = name in self._get_egg_open_rules()
        return SetupCheck(
            description["string"], (description["help"],) if is_open else (), "",
            optional=not self._is_egg_rule_needed(name),
            note="" if is_open or self[name] else self.env._("kept as it was"),
        )

from datetime import date, datetime

import pytz
from odoo import Command, api, models
from odoo.tools import config

from ...core import legal
from ...core.setup_check import SetupCheck, progress

#: what is missing on the company's papers -> the field where it is filled in
FIELDS = {"seller_address": "street", "seller_registry": "company_registry", "seller_form": "egg_legal_form",
          "seller_capital": "egg_share_capital", "seller_register": "egg_register_town", "seller_vat": "vat",
          "insurance": "egg_insurance"}


class ResCompany(models.Model):
    _inherit = "res.company"

    def _get_egg_day(self, moment: datetime) -> date:
        """Calendar day of a moment where this company is: the same for all readers, visitors and jobs too.

        :param moment: UTC without a zone, as stored.
        """
        return pytz.utc.localize(moment).astimezone(pytz.timezone(self._get_egg_zone())).date()

    def _get_egg_zone(self) -> str:
        """Name of the time zone where this company is."""
        partner_sudo = self.sudo().partner_id  # sudo: where a company is, for whoever reads its documents
        zones = pytz.country_timezones.get(partner_sudo.country_id.code or "", [])
        return partner_sudo.tz or next(iter(zones), "UTC")

    def _get_egg_due_days(self) -> int:
        """After how many days an invoice is due where nothing else was agreed; 0 where that is no plain number."""
        # sudo: a setting of the company, whoever asks
        term_id = self.env["ir.default"].sudo()._get("res.partner", "property_payment_term_id", company_id=self.id)
        term_sudo = self.env["account.payment.term"].sudo().browse(term_id or ()).exists()
        return self._find_egg_term_days(term_sudo)

    @api.model
    def _find_egg_term_days(self, term) -> int:
        """The days of a term that is nothing but days, else 0."""
        line = term.line_ids
        is_plain = (len(line) == 1 and line.value == "percent" and line.value_amount == 100 and not term.early_discount
                    and line.delay_type == "days_after")
        return line.nb_days if is_plain else 0

    def _set_egg_due_days(self, days: int) -> None:
        """Make so many days the payment term of customers who have none; 0: none. For who may change the settings."""
        # sudo: whoever sets up the database need not be an accountant; `ir.default` below asks for the settings' right
        terms_sudo = self.env["account.payment.term"].sudo()
        term_sudo = terms_sudo.search(terms_sudo._check_company_domain(self)).filtered(
            lambda one: self._find_egg_term_days(one) == days)[:1] if days else terms_sudo
        if days and not term_sudo:
            term_sudo = terms_sudo.create({
                "name": self.env._("%(days)s days", days=days), "company_id": self.id,
                "line_ids": [Command.create({"value": "percent", "value_amount": 100, "nb_days": days})]})
        self.env["ir.default"].set("res.partner", "property_payment_term_id", term_sudo.id, company_id=self.id)

    @api.model
    def _is_egg_blank_database(self) -> bool:
        """Whether no company has a customer's document yet: an installation surprises nobody. Addons add theirs."""
        moves_sudo = self.env["account.move"].sudo()  # documents of all companies
        return not moves_sudo.search_count([("move_type", "in", moves_sudo.get_sale_types(True))], limit=1)

    @api.model
    def _show_egg_columns(self, *groups) -> None:
        """Switch on Odoo's own settings that stand behind these groups, for all users, as its settings do."""
        for group in groups:
            self.env.ref("base.group_user")._apply_group(self.env.ref(group))

    @api.model
    def _has_egg_columns(self, group: str) -> bool:
        """Whether Odoo's setting behind this group is on, whoever asks: a customer in the portal too."""
        users_sudo = self.env.ref("base.group_user").sudo()  # the same paper for all
        return self.env.ref(group) in users_sudo.all_implied_ids

    def _get_egg_setup_checks(self) -> list:
        """What has to be filled in, as `core.setup_check.SetupCheck`s in the order in which people do it.

        Addons add their own lines after `super()`.
        """
        self.ensure_one()
        return [self._find_egg_setup_identity(), self._find_egg_setup_bank(), self._find_egg_setup_mail(),
                self._find_egg_setup_payment(), self._find_egg_setup_terms(), self._find_egg_setup_columns()]

    def _find_egg_setup_identity(self) -> SetupCheck:
        levels = self.env["egg.legal.mention"]._get_levels(self)
        codes = legal.missing_identity(self._get_egg_seller_facts(self.vat)) if self._is_egg_french() else []
        missing = [levels[code][1] for code in codes if code in levels]
        if not self.logo_web or self.uses_default_logo:
            missing.append(self.env._("Logo"))
        return SetupCheck(self.env._("Company: identity and logo"), tuple(missing), "base.action_res_company_form",
                          record=self.id, field=next((FIELDS[code] for code in codes if code in FIELDS), "logo"))

    def _find_egg_setup_bank(self) -> SetupCheck:
        journals = self.env["account.journal"].search([("type", "=", "bank"), ("company_id", "=", self.id)])
        missing = () if journals.bank_account_id else (self.env._("No bank journal has an account number (IBAN)."),)
        record = journals[:1].id if missing else 0
        if not (self.chart_template or self.root_id.chart_template):
            missing = (self.env._("The company has no chart of accounts: nothing can be invoiced. Choose its country "
                                  "in the settings of Invoicing."),)
        return SetupCheck(self.env._("Bank account"), missing, "account.action_account_journal_form", record=record,
                          field="bank_account_id")

    def _find_egg_setup_mail(self) -> SetupCheck:
        missing = []
        if not self.email:
            missing.append(self.env._("The company has no e-mail address."))
        server_model_sudo = self.env["ir.mail_server"].sudo()  # only whether one is there
        if not server_model_sudo.search_count([], limit=1):
            missing.append(self.env._("No outgoing mail server is set: the one of the machine is used (%(server)s).",
                                      server=f"{config['smtp_server']}:{config['smtp_port']}"))
        if not self.email:
            return SetupCheck(self.env._("E-mail"), tuple(missing), "base.action_res_company_form", record=self.id,
                              field="email")
        return SetupCheck(self.env._("E-mail"), tuple(missing), "base.action_ir_mail_server_list")

    def _find_egg_setup_payment(self) -> SetupCheck:
        missing = []
        if not self.env["egg.payment.condition"].search_count([("company_id", "in", [self.id, False])], limit=1):
            missing.append(self.env._("No payment condition is there to choose from."))
        return SetupCheck(self.env._("Payment conditions"), tuple(missing), "egg_billing.egg_payment_condition_action")

    def _find_egg_setup_terms(self) -> SetupCheck:
        missing = () if self.env["egg.condition.text"]._get_default_id(self) else (
            self.env._("No general terms of sale are the default: documents are printed without."),)
        return SetupCheck(self.env._("General terms of sale"), missing, "egg_billing.egg_condition_text_action")

    @api.model
    def _may_egg_fill_in(self, check) -> bool:
        """Whether this user may open the screen of a line and change what is there."""
        action_sudo = self.env.ref(check.action).sudo()  # sudo: which screen it is, not what it shows
        groups = action_sudo.group_ids
        return self.env[action_sudo.res_model].has_access("create") and (
            self.env.su or not groups or bool(groups & self.env.user.all_group_ids))

    def _render_egg_setup_checklist(self):
        """Return the check list of this company as HTML, with links to what this user may fill in."""
        checks = self._get_egg_setup_checks()
        done, needed = progress(checks)
        summary = self.env._("Everything that is needed is set.") if done == needed else self.env._(
            "Steps done: %(done)s of %(needed)s", done=done, needed=needed)
        return self.env["ir.qweb"]._render("egg_billing.egg_setup_checklist", {
            "summary": summary,
            "rows": [(check, bool(check.action) and self._may_egg_fill_in(check)) for check in checks]})

    def _find_egg_setup_columns(self) -> SetupCheck:
        """Columns of the lines that a firm in use may do without."""
        return SetupCheck(self.env._("Columns of the lines"), tuple(self._get_egg_hidden_columns()),
                          "account.action_account_config", optional=True)

    def _get_egg_hidden_columns(self) -> list:
        """Which columns are switched off in the settings, as sentences. Addons add theirs after `super()`."""
        return [] if self._has_egg_columns("uom.group_uom") else [
            self.env._("The unit of each line is hidden: switch on “Units of Measure & Packagings” to show and print "
                       "it.")]

from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ...core import legal
from ...figures import format_figure


class Missing(NamedTuple):
    """A mention that an invoice lacks."""

    code: str
    name: str
    level: str


class AccountMove(models.Model):
    _inherit = "account.move"

    _egg_rests_while_typing = ("egg_legal_warning",)
    egg_legal_warning = fields.Text(
        "Missing legal mentions", compute="_compute_egg_legal_warning",
        help="What French law asks for on this invoice and is not there yet.",
    )

    @api.depends("partner_id", "company_id", "state", "move_type", "invoice_date_due", "invoice_line_ids.product_id",
                 "invoice_line_ids.tax_ids", "partner_shipping_id", "invoice_date", "egg_company_vat",
                 "egg_partner_vat", "fiscal_position_id", "ref")
    def _compute_egg_legal_warning(self):
        drafts = self.filtered(lambda move: move.state == "draft" and move._is_egg_guarded() and move.partner_id)
        (self - drafts).egg_legal_warning = False
        for move in drafts:
            missing = move._get_egg_missing_mentions()
            move.egg_legal_warning = ", ".join(one.name for one in missing) or False

    def _is_egg_guarded(self) -> bool:
        """French law applies to what a company established in France invoices (CGI 289-0)."""
        company_sudo = self.company_id.sudo()  # settings of a company whose form one may not open
        return (self.move_type in ("out_invoice", "out_refund") and company_sudo.egg_legal_guard
                and company_sudo._is_egg_french())

    def _get_egg_missing_mentions(self) -> list:
        """The `Missing` mentions of one invoice, without the checks that the company switched off."""
        if not self.partner_id:
            return []  # the core asks for the customer first
        levels = self.env["egg.legal.mention"]._get_levels(self.company_id)
        codes = legal.missing_mentions(
            # sudo: what the company is in law stands on the invoice, whoever may open its form
            self.company_id.sudo()._get_egg_seller_facts(self.egg_company_vat), self._get_egg_buyer_facts(),
            self._get_egg_sale_facts())
        codes += [code for code in self._get_egg_other_missing() if code not in codes]
        found = [Missing(code, levels[code][1], levels[code][0]) for code in codes if code in levels]
        return [one for one in found if one.level != "off"]

    def _get_egg_other_missing(self) -> list:
        """Codes of what else is missing, of checks that need the database. Addons add theirs after `super()`."""
        partner = self.commercial_partner_id
        # sudo: a setting of a company whose form one may not open
        asked = self.company_id.sudo().vat_check_vies if "vat_check_vies" in self.company_id else False
        wrong = asked and self._get_egg_buyer_facts().european and partner.vat and not partner.vies_valid
        return ["buyer_vies"] if wrong else []

    def _get_egg_vat_regime(self) -> str:
        """Code of the special rule for VAT (`core.legal.REGIMES`), empty for the usual one."""
        return self.fiscal_position_id.egg_vat_regime or ""

    def _get_egg_buyer_facts(self) -> legal.Buyer:
        partner = self.partner_id.commercial_partner_id
        country = partner.country_id or self.company_id.account_fiscal_country_id
        french = country.code == "FR"
        european = not french and country in self.env.ref("base.europe").country_ids
        address = self.partner_id if self.partner_id.city else partner
        typed = self.egg_billing_address or ""
        return legal.Buyer(
            has_address=bool(address.street and address.city) or typed.count("\n") >= 3, firm=partner.is_company,
            french=french,
            european=european, registry=partner.company_registry or "", vat=self.egg_partner_vat or "",
            wants_order_number=partner.egg_wants_order_number,
        )

    def _get_egg_sale_facts(self) -> legal.Sale:
        kinds = self._get_egg_operation_kinds()
        is_told = self._get_egg_told_mentions()
        elsewhere = bool(self.partner_shipping_id) and self.partner_shipping_id != self.partner_id and "goods" in kinds
        return legal.Sale(
            has_due_date=bool(self.invoice_date_due or self.invoice_payment_term_id or self._get_egg_schedule()),
            goods="goods" in kinds,
            services="services" in kinds, charges_vat=not self.currency_id.is_zero(self.amount_tax),
            delivered_elsewhere=elsewhere,
            has_delivery_address=self.egg_print_delivery_address or bool(self.partner_shipping_id.city),
            penalty_text=is_told["penalty"], fee_text=is_told["fee"], discount_text=is_told["discount"],
            franchise_text=is_told["franchise"],
            credit_note=self.move_type == "out_refund", regime=self._get_egg_vat_regime(),
            reference=self.ref or "",
        )

    def _get_egg_law_date(self):
        """The day whose law this document follows: its date, today while it has none."""
        return self.invoice_date or fields.Date.context_today(self)

    def _get_egg_told_mentions(self) -> dict:
        """{code: whether its sentence is there, or the law does not ask for it yet on the day of this document}."""
        mentions, day = self.env["egg.legal.mention"], self._get_egg_law_date()
        texts = mentions._get_held_texts(day)
        return {code: code in texts or not mentions._is_asked(code, day)
                for code in ("penalty", "fee", "discount", "franchise")}

    def _get_egg_operation_kinds(self) -> set:
        """{"goods", "services"}: the nature of the operation (decree 2022-1299),
        from products, else from the taxes' scope.
        """
        kinds = set()
        for line in self._get_egg_operation_lines():
            if line.product_id:
                kinds.add("services" if line.product_id.type == "service" else "goods")
            else:
                scopes = set(line.tax_ids.mapped("tax_scope")) - {False}
                kinds |= {"services" if scope == "service" else "goods" for scope in scopes} or {"services"}
        return kinds

    def _get_egg_operation_lines(self) -> list:
        """Return the lines (with a product or taxes) that tell what is sold.

        Addons replace those that only stand for others.
        """
        return list(self.invoice_line_ids.filtered(lambda line: line.display_type == "product"))

    def action_post(self):
        """Ask before an invoice is issued, when a person pressed the button:
        what is missing cannot be mended afterwards.

        The core tells a person's click from an automatic one by the same key.
        """
        context = self.env.context
        clicked = not context.get("disable_abnormal_invoice_detection", True) and not context.get("egg_mentions_seen")
        is_asked = clicked and len(self) == 1 and self.state == "draft" and self._is_egg_guarded()
        if is_asked and self._get_egg_missing_mentions():
            return self.env["egg.legal.check"]._open(self)
        return super().action_post()

    def _get_moves_requiring_confirmation(self):
        """What lacks a mention is asked, too, when several are confirmed in a list."""
        guarded = self.filtered(lambda move: move._is_egg_guarded() and move._get_egg_missing_mentions())
        return super()._get_moves_requiring_confirmation() | guarded

    def _post(self, soft=True):
        guarded = self.filtered(lambda move: move.state == "draft" and move._is_egg_guarded())
        warnings = guarded._check_egg_legal_mentions()
        posted = super()._post(soft=soft)
        for move in posted & guarded:
            if warnings.get(move.id):
                move._message_log(body=self.env._("Confirmed without these legal mentions: %(names)s.",
                                                  names=", ".join(warnings[move.id])))
        return posted

    def _check_egg_legal_mentions(self) -> dict:
        """Refuse invoices that lack a mention whose check blocks; return {id: names that only warn}.

        :raises UserError: naming every invoice and every missing mention at once.
        """
        blocked, warned = [], {}
        for move in self:
            missing = move._get_egg_missing_mentions()
            blocking = [name for _code, name, level in missing if level == "block"]
            if blocking:
                blocked.append(self.env._("%(invoice)s: %(names)s", invoice=move._get_egg_legal_label(),
                                          names=", ".join(blocking)))
            warned[move.id] = [name for _code, name, level in missing if level == "warn"]
        if blocked:
            raise UserError(self.env._(
                "These legal mentions are missing:\n%(list)s\nFill them in on the company or the customer, or change "
                "the check in EGG > Settings > Legal mentions.", list="\n".join(blocked)))
        return warned

    def _get_egg_legal_label(self) -> str:
        """The customer and the amount: drafts have no number that tells them apart."""
        if not self.partner_id:
            return self.name or self.env._("Draft")
        amount = self.currency_id.format(self.amount_total)
        return self.env._("%(customer)s, %(amount)s", customer=self.partner_id.display_name, amount=amount)

    # ---- print

    def _get_egg_print_references(self, formats, **options):
        references = super()._get_egg_print_references(formats, **options)
        if self._is_egg_guarded():
            kinds = self._get_egg_operation_kinds()
            nature = {frozenset({"goods"}): self.env._("Goods"), frozenset({"services"}): self.env._("Services"),
                      frozenset({"goods", "services"}): self.env._("Goods and services")}.get(frozenset(kinds))
            partner = self.partner_id.commercial_partner_id
            references.append((self.env._("Nature"), nature))
            references.append((self.env._("Customer SIREN"),
                               partner.is_company and legal.siren(partner.company_registry)))
        return references

    def _get_egg_print_mentions(self):
        mentions = super()._get_egg_print_mentions()
        if not self._is_egg_guarded():
            return mentions
        texts = self.env["egg.legal.mention"].with_context(lang=self.env.lang)._get_texts(
            self._get_egg_mention_codes(), self._get_egg_law_date())
        return mentions + self._get_egg_early_payment_texts() + texts

    def _get_egg_early_payment_items(self):
        """The amounts due that are less when they are paid early: by the payment term, up to a date."""
        return self.line_ids.filtered(lambda line: line.display_type == "payment_term" and line.discount_date)

    def _get_egg_early_payment_texts(self) -> list:
        """The conditions of the discount for early payment (C. com. L441-9)."""
        return [
            self.env._(
                "Discount of %(percent)s %% for payment by %(date)s: %(amount)s to pay instead of %(total)s.",
                percent=format_figure(self.env, self.invoice_payment_term_id.discount_percentage),
                date=format_date(self.env, item.discount_date),
                amount=self.currency_id.format(item.discount_amount_currency),
                total=self.currency_id.format(item.amount_currency),
            ) for item in self._get_egg_early_payment_items()
        ] if self.move_type == "out_invoice" else []

    def _get_egg_mention_codes(self) -> set:
        """Codes of the sentences that this invoice prints."""
        company, buyer = self._get_egg_print_company(), self._get_egg_buyer_facts()
        codes = {"penalty", "fee", "discount"} if buyer.firm and self.move_type == "out_invoice" else set()
        if self._get_egg_early_payment_items():
            codes.discard("discount")
        regime = self._get_egg_vat_regime()
        if company.egg_vat_franchise:
            codes.add("franchise")
        elif regime:
            codes.add(f"regime_{regime}")
        elif buyer.firm and buyer.european and self.currency_id.is_zero(self.amount_tax):
            codes.add("reverse_charge_eu")
        if company.egg_vat_on_debits and "services" in self._get_egg_operation_kinds():
            codes.add("debits")
        return codes

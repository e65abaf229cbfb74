import re
from ast import literal_eval
from functools import cache

from odoo.addons.base.models.res_lang import intersperse
from odoo.tools import format_date, get_lang


class PrintFormats:
    """Numbers and dates of one document as its language writes them."""

    def __init__(self, document, currency=None):
        """Texts in the language of `document`, of amounts in its currency unless another is given."""
        self.env, self.currency = document.env, currency or document.currency_id or document.company_id.currency_id
        self.lang = get_lang(document.env)
        self.precision = cache(document.env["decimal.precision"].precision_get)
        self.grouping = literal_eval(self.lang.grouping)  # read once: `res.lang.format` reads it for each number
        self._thousands, self._mark = self.lang.thousands_sep or "", self.lang.decimal_point
        #: "rtl" for a language that is written from right to left
        self.direction = "rtl" if self.lang.direction == "rtl" else None
        self._digits, self._taxes = self.currency.decimal_places, {}

    def decimals(self, value: float, digits: int) -> str:
        whole, point, fraction = f"{value + 0.0:.{digits}f}".partition(".")
        if len(whole) > 2:  # a group of digits may be as short as that
            whole = intersperse(whole, self.grouping, self._thousands)[0]
        return whole + (point and self._mark) + fraction

    def amount(self, value: float) -> str:
        """An amount without its currency sign, for columns."""
        return self.decimals(self.currency.round(value), self._digits)

    def money(self, value: float) -> str:
        text, symbol = self.amount(value), self.currency.symbol or self.currency.name
        return f"{text}\u00a0{symbol}" if self.currency.position == "after" else f"{symbol}\u00a0{text}"

    def number(self, value: float, usage: str) -> str:
        """A quantity without idle zeros."""
        digits = self.precision(usage)
        while digits and round(value, digits - 1) == round(value, digits):
            digits -= 1
        return self.decimals(value, digits)

    def percent(self, value: float) -> str:
        digits = 1 if round(value, 1) == round(value, 2) else 2
        return self.decimals(value, 0 if value == int(value) else digits) + "\u00a0%"

    def taxes(self, taxes) -> tuple:
        """(rates of these taxes, or names of those that have none; whether one of them is inside the price)."""
        found = self._taxes.get(taxes._ids)
        if found is None:
            texts = [self.percent(tax.amount) if tax.amount_type == "percent" else tax.tax_label or tax.name
                     for tax in taxes]
            found = self._taxes[taxes._ids] = ", ".join(texts), any(
                taxes.flatten_taxes_hierarchy().mapped("price_include"))
        return found

    def rates(self, text: str) -> str:
        """A tax's name with its rates as the language writes them: "TVA 5.5%" becomes "TVA 5,5 %" in French."""
        return re.sub(r"(\d+(?:[.,]\d+)?)\s*%", lambda found: self.percent(float(found[1].replace(",", "."))),
                      text or "")

    def date(self, value) -> str:
        return format_date(self.env, value) if value else ""

    def capital(self, company) -> str:
        """The share capital, without idle cents."""
        value = company.egg_share_capital
        return f"{self.decimals(value, 0 if value == int(value) else 2)}\u00a0{company.currency_id.symbol}"

from odoo.tests import Form, new_test_user, tagged

from ..common import EggSalesCase


@tagged("post_install", "-at_install")
class TestNumbers(EggSalesCase):
    """The firm's own series goes on; the suite's is a choice."""

    def _series(self):
        return self.env["ir.sequence"].search([("code", "=like", "egg.sale.%"), ("company_id", "=", self.company.id)])

    def test_the_firm_s_series_goes_on(self):
        """PRO-02, DOC-07: without own numbers a quote takes the firm's next one, and its order bears it too."""
        self.company.egg_own_numbers = False
        firm = self.env["ir.sequence"].search([("code", "=", "sale.order")])
        firm.write({"prefix": "Q%(range_year)s/", "use_date_range": True})
        self.assertFalse(self._series())
        quote = self.make_order()
        number = quote.name
        self.assertRegex(number, r"^Q2026/\d+$")
        quote.action_quotation_sent()
        quote.action_confirm()
        self.assertEqual((quote.name, quote.egg_quote_number, quote.egg_kind), (number, number, "order"))
        self.assertEqual((quote.egg_parent_id.name, quote.egg_parent_id.egg_kind), (number, "quote"))
        self.assertFalse(quote._has_egg_quote_node())

    def test_the_shortcut_goes_on_with_the_firm_s_number(self):
        """DOC-07: without own numbers the order made from a quote bears its number; a second one takes the next."""
        self.company.egg_own_numbers = False
        quote = self.make_order()
        quote.action_quotation_sent()
        shown = self.env["res.config.settings"].create({}).egg_next_numbers
        order = quote.egg_create_order()
        again = quote.with_context(egg_convert_again=True).egg_create_order()
        self.assertEqual((order.name, order.egg_quote_number), (quote.name, quote.name))
        self.assertTrue(shown.endswith(again.name))
        self.assertEqual((again.egg_quote_number, int(again.name[1:])), (quote.name, int(quote.name[1:]) + 1))

    def test_own_numbers_are_switched_on_and_off(self):
        """DOC-07: switched on, the company's series are made and go on where they stopped;
        switched off they are inactive.
        """
        self.company.egg_own_numbers = True
        self.assertEqual(sorted(self._series().mapped("prefix")), ["CC", "DV"])
        first = self.make_order()
        self.company.egg_own_numbers = False
        self.assertFalse(self._series())
        self.assertFalse(self.make_order().name.startswith("DV"))
        self.company.egg_own_numbers = True
        second = self.make_order()
        self.assertEqual(int(second.name[2:]), int(first.name[2:]) + 1)
        self.assertEqual(len(self._series()), 2)

    def test_a_quote_of_the_firm_s_series_keeps_its_number(self):
        """DOC-07: own numbers switched on between a quote and its confirmation:
        the number that the customer knows stays.
        """
        self.company.egg_own_numbers = False
        firm = self.env["ir.sequence"].search([("code", "=", "sale.order")])
        for prefix in ("Q%(range_year)s/", "S", False):
            firm.write({"prefix": prefix, "use_date_range": bool(prefix) and "range" in prefix})
            self.company.egg_own_numbers = False
            quote = self.make_order()
            quote.action_quotation_sent()
            number = quote.name
            self.company.egg_own_numbers = True
            own = self.make_order()
            (quote + own).action_confirm()
            with self.subTest(prefix=prefix):
                self.assertEqual((quote.name, quote.egg_quote_number, quote.egg_kind), (number, number, "order"))
                self.assertEqual((own.name[:2], own.egg_quote_number[:2]), ("CC", "DV"))

    def test_settings_show_the_next_numbers(self):
        """DOC-07: the settings say in words what each choice does, with the numbers that come next;
        showing them takes none.
        """
        self.company.egg_own_numbers = True
        with Form(self.env["res.config.settings"]) as form:
            shown = form.egg_next_numbers
        self.assertIn(self.make_order().name, shown)
        self.assertIn(self.make_order(egg_kind="order").name, shown)

    def test_a_seller_takes_both_kinds(self):
        """DOC-07: a salesperson without rights on companies or series gets the right numbers."""
        seller = new_test_user(self.env, "numbers", "sales_team.group_sale_salesman")
        for own, starts in ((True, ("DV", "CC")), (False, ("S", "S"))):
            self.company.egg_own_numbers = own
            names = [self.env["sale.order"].with_user(seller).create(
                {"partner_id": self.customer.id, "egg_kind": kind}).name for kind in ("quote", "order")]
            self.assertTrue(all(name.startswith(start) for name, start in zip(names, starts, strict=True)), names)

    def test_a_new_company_takes_the_choice_of_its_maker(self):
        """DOC-08: a new company counts as the company of whoever makes it does."""
        for own in (True, False):
            self.company.egg_own_numbers = own
            company = self.env["res.company"].create({"name": f"Own {own}"})
            self.assertEqual(company.egg_own_numbers, own)
            self.assertEqual(len(company._get_egg_number_series()), 2 * own)

    def test_uninstalled_nothing_stays_active(self):
        """PRO-02: the hook of the uninstallation switches every series of the suite off; Odoo's own one remains."""
        from odoo.addons.egg_sales import uninstall_hook  # noqa: PLC0415 - as the module loader does
        self.company.egg_own_numbers = True
        self.env["egg.deposit.receipt"]._take_next_name(self.company, self.env.cr.now().date())
        uninstall_hook(self.env)
        self.assertFalse(self.env["ir.sequence"].search([("code", "in",
                                                          ["egg.sale.quote", "egg.sale.order",
                                                           "egg.deposit.receipt"])]))
        self.assertTrue(self.env["ir.sequence"].search([("code", "=", "sale.order")]))

    def test_validity_by_the_firm_s_habit(self):
        """QUO-03, PRO-02: without the rule the limit is Odoo's: none with zero days,
        and it does not follow the date.
        """
        self.company.write({"egg_validity_by_date": False, "quotation_validity_days": 0})
        self.assertFalse(self.make_order().validity_date)
        self.company.quotation_validity_days = 30
        quote = self.make_order()
        limit = quote.validity_date
        self.assertTrue(limit)
        quote.date_order = "2026-03-01 10:00:00"
        self.assertEqual(quote.validity_date, limit)
        with Form(quote) as form:
            form.date_order = "2026-04-01 10:00:00"
        self.assertEqual(quote.validity_date, limit)
        quote.action_quotation_sent()
        quote.action_confirm()
        self.assertEqual(quote.validity_date, limit)
        self.company.egg_validity_by_date = True
        self.assertEqual(str(self.make_order(date_order="2026-01-15 10:00:00").validity_date), "2026-02-14")

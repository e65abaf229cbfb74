from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

#: What a person decides about a line while it is open.
DECIDED = frozenset({"partner_id", "item_ids", "rest_mode", "is_ticked"})


class EggCashLine(models.Model):
    """A line of the bank, and what it is proposed to pay.

    The money itself is Odoo's statement line; this row says what is to be done with it, until it is done.
    """

    _name = "egg.cash.line"
    _description = "Money Received"
    _inherit = ["egg.facts.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True
    _rec_name = "label"

    statement_line_id = fields.Many2one(
        "account.bank.statement.line", "Bank line", required=True, readonly=True, ondelete="cascade", index=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    journal_id = fields.Many2one("account.journal", "Bank", required=True, readonly=True, index=True)
    date = fields.Date(required=True, readonly=True, index=True)
    value_date = fields.Date("Value date", readonly=True)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    amount = fields.Monetary(required=True, readonly=True)
    label = fields.Char(readonly=True)
    payer = fields.Char(readonly=True)
    end_to_end = fields.Char("End-to-end reference", readonly=True)
    structured = fields.Char("Structured reference", readonly=True)
    batch = fields.Char("Collection that the bank names", readonly=True)
    key = fields.Char(readonly=True, copy=False)
    origin = fields.Char("How its file was written", readonly=True)
    is_reconciled = fields.Boolean("Booked", related="statement_line_id.is_reconciled", store=True)

    partner_id = fields.Many2one(
        "res.partner", "Customer", check_company=True, domain="[('parent_id', '=', False)]")
    item_ids = fields.Many2many(
        "account.move.line", "egg_cash_line_item_rel", "line_id", "item_id", "Items paid", check_company=True,
        domain="[('company_id', '=', company_id), ('parent_state', '=', 'posted'), ('reconciled', '=', False),"
               " ('currency_id', '=', currency_id), ('partner_id', '!=', False),"
               " '|', ('account_id.account_type', '=', 'asset_receivable'),"
               " '&', '&', '&', ('journal_id', '=', journal_id), ('statement_line_id', '=', False),"
               " ('account_id.account_type', '=', 'asset_current'), ('account_id.reconcile', '=', True)]"
               " + (partner_id and [('partner_id', 'child_of', [partner_id])] or [])")
    rest_mode = fields.Selection(
        [("open", "Stays open"), ("advance", "Advance of the customer"), ("writeoff", "Written off"),
         ("fee", "Bank fee"), ("discount", "Early-payment discount")], "The rest", default="open", required=True)
    rest = fields.Monetary(compute="_compute_rest", help="What the line has beyond the items; below zero: what is "
                                                         "missing to them.")
    left = fields.Monetary("Still to book", compute="_compute_rest")
    booked = fields.Char("Booked already", compute="_compute_booked")
    reasons = fields.Char("Reasons (codes)", readonly=True)
    reason = fields.Char("Why", compute="_compute_reason")
    pays = fields.Char("Pays", compute="_compute_pays")
    is_sure = fields.Boolean("Sure", readonly=True)
    is_ticked = fields.Boolean("Validate")
    is_decided = fields.Boolean("Decided by a person", readonly=True, help="Ticked, unticked, chosen, booked or taken "
                                "back by a person: no job ticks it or chooses for it any more.")
    choices = fields.Json(readonly=True)
    choice_count = fields.Integer(compute="_compute_choice_count")

    is_aside = fields.Boolean("Set aside", readonly=True)
    queued_at = fields.Datetime("Handed to the background", readonly=True)
    queued_by_id = fields.Many2one("res.users", "Validated by", readonly=True)
    error = fields.Text("Not booked", readonly=True)
    state = fields.Selection(
        [("open", "To do"), ("queued", "Being booked"), ("failed", "Not booked"), ("aside", "Set aside"),
         ("done", "Booked")], compute="_compute_state", store=True, index=True)

    _unique_line = models.UniqueIndex("(statement_line_id)", "This line of the bank is here already.")
    _unique_key = models.UniqueIndex("(journal_id, key) WHERE key IS NOT NULL", "This line was read already.")

    # Computed

    @api.depends("is_reconciled", "is_aside", "queued_at", "error")
    def _compute_state(self):
        for line in self:
            steps = ((line.is_reconciled, "done"), (line.is_aside, "aside"), (line.error, "failed"),
                     (line.queued_at, "queued"), (True, "open"))
            line.state = next(state for is_so, state in steps if is_so)

    @api.depends("item_ids.amount_residual_currency", "amount", "is_reconciled", "statement_line_id.amount_residual")
    def _compute_rest(self):
        for line in self:
            left = 0 if line.is_reconciled else line._get_left()
            owed = sum(line.item_ids.mapped("amount_residual_currency"))
            line.rest = line.currency_id.round(left - owed) if line.item_ids and not line.is_reconciled else 0
            line.left = left

    @api.depends("statement_line_id.line_ids", "is_reconciled")
    def _compute_booked(self):
        """What a line that is open in part was booked on."""
        for line in self:
            line_sudo = line.sudo().statement_line_id  # sudo: the entry behind, for people who see this row
            _liquidity, suspense, others = line_sudo._seek_for_lines()
            line.booked = ", ".join(filter(None, others.mapped("name"))) if suspense and others else False

    @api.depends("reasons")
    @api.depends_context("lang")
    def _compute_reason(self):
        words = self._get_reason_words()
        for line in self:
            line.reason = ", ".join(words[code] for code in (line.reasons or "").split() if code in words)

    @api.depends("item_ids", "statement_line_id.line_ids")
    def _compute_pays(self):
        """The documents by their names."""
        for line in self:
            names = line.item_ids.move_id.mapped("name")
            line.pays = ", ".join(names[:4]) + (f" +{len(names) - 4}" if len(names) > 4 else "")

    @api.depends("choices")
    def _compute_choice_count(self):
        for line in self:
            line.choice_count = len(line.choices or [])

    @api.model
    def _get_reason_words(self) -> dict:
        """What each reason of a proposal is called."""
        return {
            "number": self.env._("names the invoice"),
            "number_part": self.env._("names its number in part"),
            "number_cut": self.env._("begins like its number"),
            "amount": self.env._("this amount"),
            "sum": self.env._("these add up"),
            "instalment": self.env._("this instalment"),
            "discount": self.env._("less the early-payment discount"),
            "fee": self.env._("less a bank fee"),
            "writeoff": self.env._("but for a small difference"),
            "partial": self.env._("a part"),
            "advance": self.env._("more than is owed"),
            "iban": self.env._("account known"),
            "name": self.env._("name of the customer"),
            "promise": self.env._("payment announced"),
            "collection": self.env._("names the collection"),
            "collection_sum": self.env._("day and sum of a collection"),
            "debit": self.env._("names the debit"),
            "refused": self.env._("without the debit that its sum lacks: please look"),
            "only_amount": self.env._("somebody owes just this"),
            "two_customers": self.env._("names two customers: please look"),
            "other_payer": self.env._("the payer is another customer: please look"),
            "undone": self.env._("was taken back"),
            "payout": self.env._("payout of a payment provider"),
            "hand": self.env._("chosen by hand"),
        }

    def _get_left(self) -> float:
        """What of the bank's line is booked on nothing yet."""
        self.ensure_one()
        line_sudo = self.sudo().statement_line_id  # sudo: the entry behind, for people who see this row
        _liquidity, suspense, _other = line_sudo._seek_for_lines()
        return -sum(suspense.mapped("amount_currency"))

    # Facts

    def _get_egg_free_fields(self) -> set:
        is_open = self.state in ("open", "failed")
        return super()._get_egg_free_fields() | (DECIDED if is_open else set())

    def write(self, vals):
        """What a person chooses is a reason of its own, and is sure to nobody but him; whatever he decides stays."""
        result = super().write(vals)
        if DECIDED & vals.keys() and not self.env.su:
            chosen = {"partner_id", "item_ids"} & vals.keys()
            more = {"reasons": "hand", "is_sure": False, "error": False} if chosen else {}
            self.sudo().write({"is_decided": True, **more})  # sudo: follows from the choice
        return result

    @api.onchange("partner_id")
    def _onchange_partner_id(self):
        """Items of one customer only."""
        owner = self.partner_id.commercial_partner_id
        self.item_ids = self.item_ids.filtered(lambda item: item.partner_id.commercial_partner_id == owner)

    def copy(self, default=None):  # pylint: disable=method-required-super
        raise UserError(self.env._("A line of the bank comes from its file."))

    # Rows for lines that came in otherwise

    @api.model
    def _catch_up(self, companies):
        """Give the open lines of these companies' banks that came in by another road (by hand, by another addon) their
        rows.
        """
        # sudo: the caller asked for his own companies, or is the nightly job
        known = self.sudo()._search([("company_id", "in", companies.ids)]).subselect("statement_line_id")
        lines_sudo = self.env["account.bank.statement.line"].sudo().search([
            ("company_id", "in", companies.ids), ("is_reconciled", "=", False), ("amount", "!=", 0),
            ("move_id.state", "=", "posted"), ("journal_id.type", "in", ("bank", "credit")), ("id", "not in", known)])
        # sudo: rows follow from the bank's lines, nobody makes them by hand
        rows = self.sudo().create([self._prepare_row_values(line) for line in lines_sudo])
        rows._propose()
        return rows

    @api.model
    def _prepare_row_values(self, line, **values) -> dict:
        """Values of the row of a statement line."""
        return {
            "statement_line_id": line.id, "company_id": line.company_id.id, "journal_id": line.journal_id.id,
            "date": line.date, "currency_id": self._get_line_currency(line).id,
            "amount": line.amount_currency if line.foreign_currency_id else line.amount,
            "label": line.payment_ref, "payer": line.partner_name, **values}

    @api.model
    def _get_line_currency(self, line):
        """The currency that a statement line pays in: that of the transfer, which the bank may have changed."""
        return line.foreign_currency_id or line.currency_id or line.journal_id._get_egg_cash_currency()

    # Buttons

    @api.model
    def action_open_screen(self):
        """The lines to do, with those that came in by another road."""
        actor = self._as_egg_actor()
        actor._catch_up(self.env.companies)
        actor._look_again(self.env.companies)
        return self.env["ir.actions.act_window"]._for_xml_id("egg_cash.egg_cash_line_action")

    def _get_meant(self, *terms):
        """The lines that a button above the list means, as superuser: those that are selected, else those that the
        search of the screen shows, on all its pages.
        """
        self._as_egg_actor()
        domain = Domain.AND([Domain(*term) for term in terms])
        if self:
            return self._as_egg_actor().filtered_domain(domain)
        try:
            shown = Domain(self.env.context.get("active_domain") or Domain.TRUE)
            shown.validate(self)
        except (TypeError, ValueError) as problem:
            raise UserError(
                self.env._("The search of this screen cannot be read: clear it and try again.")) from problem
        return self.search(shown & domain & Domain("company_id", "in", self.env.companies.ids))._as_egg_actor()

    def action_propose(self):
        """Look again at the lines of the screen; what a person decided stays as it is."""
        self._get_meant(("state", "in", ("open", "failed")))._propose()
        return True

    def action_tick_sure(self):
        """Tick the sure ones of the screen; of those that a person decided about, the selected ones only."""
        terms = [] if self else [("is_decided", "=", False)]
        self._get_meant(("state", "=", "open"), ("is_sure", "=", True), *terms).write({"is_ticked": True})
        return True

    def action_next_choice(self):
        """Take the next proposal of this line."""
        for line in self._as_egg_actor():
            line._check_open()
            choices = line.choices or []
            is_first = bool(choices) and set(choices[0]["items"]) == set(line.item_ids.ids)
            if is_first:
                choices = [*choices[1:], choices[0]]
            if choices:
                line._take(choices)
                line.is_decided = True
        return True

    def action_set_aside(self):
        """This is not for here: a payout, a loan, a transfer between one's own accounts."""
        lines = self._as_egg_actor()
        for line in lines:
            line._check_open()
        lines.write({"is_aside": True, "is_ticked": False})
        return True

    def action_take_back(self):
        """It is for here after all."""
        self._as_egg_actor().write({"is_aside": False, "is_decided": True})
        return True

    def action_ask_to_remove(self):
        """Ask before lines leave the bank.

        :raises UserError: as `action_remove`
        """
        self._as_egg_actor()._check_removable()
        return self.env["egg.cash.confirm"]._open_to_remove(self)

    def action_remove(self):
        """Take lines of a file out of the bank again: it was read into the wrong one, or was the wrong file. It can be
        read anew afterwards; the statement that held one of them goes, for its balances are not true any more.

        :raises UserError: one of them was booked, or came in by another road than a file
        """
        lines = self._as_egg_actor()
        lines._check_removable()
        lines.statement_line_id.statement_id.unlink()
        lines.statement_line_id.unlink()
        return True

    def _check_removable(self):
        """:raises UserError: one of them was booked, or came in by another road than a file"""
        for line in self:
            if line.state not in ("open", "failed", "aside") or line.booked:
                raise UserError(self.env._("%(label)s is booked, or just being booked: undo that first.",
                                           label=line.label or line.date))
            if not line.origin:
                raise UserError(self.env._("%(label)s was not read from a file here: remove it where it was made.",
                                           label=line.label or line.date))

    def action_open_line(self):
        self.ensure_one()
        self.check_access("read")
        return {"type": "ir.actions.act_window", "res_model": self._name, "res_id": self.id, "view_mode": "form",
                "views": [(False, "form")], "target": "new", "name": self.env._("Money received")}

    def action_open_documents(self):
        """The invoices that it pays."""
        self.ensure_one()
        self.check_access("read")
        return {"type": "ir.actions.act_window", "res_model": "account.move", "view_mode": "list,form",
                "name": self.label or self.env._("Invoices"), "domain": [("id", "in", self.item_ids.move_id.ids)]}

    def _check_open(self):
        """:raises UserError: it is booked, or is being booked"""
        if self.state not in ("open", "failed"):
            raise UserError(self.env._("%(label)s is not open any more.", label=self.label or self.date))

"""Who may do what, asked over HTTP as anybody can ask it, for every model of the suite as the registry lists them (QLT-01).

A new model is covered without a line here. What may be the same for everybody is named below, each with its reason.
"""

import json
import re
from datetime import date, timedelta

import pytest
import requests

from .support import rights
from .support.databases import cloned, run_script, sql
from .support.web import served

from egg_dev import odoo, paths  # isort: skip

#: Models without a company: what they hold is true for every company.
COMMON = {
    "egg.followup.rate": "rates of the European Central Bank",
    "egg.legal.mention": "the law's list of mentions; what each company answers is stored per company in one field",
}
#: Lists that every internal user may read, and the one model in which every internal user may write.
EVERYBODY_WRITES = {"egg.task": "everybody has an agenda"}
#: Rights that the suite adds on a core model, each narrowed by a record rule that a test below asks about.
ADDED = {
    ("account.payment", "sales_team.group_sale_salesman", "r"): "the payments noted on a salesperson's own quotes and orders",
    ("payment.transaction", "account.group_account_readonly", "r"): "debits by Stripe, read by who reads the accounts; core's company rule",
}
#: What is the team's own business on documents that customers may read in the portal.
INTERNAL = {
    "sale.order": ("egg_note", "egg_refusal_reason_id", "egg_dispute", "egg_dispute_reason", "egg_promise_date", "egg_hold_reason",
                   "egg_next_stage_id", "egg_urgency", "egg_forecast", "egg_followup_entry_ids"),
    "account.move": ("egg_note", "egg_refusal_reason_id", "egg_forecast", "egg_followup_entry_ids"),
    "account.move.line": ("egg_dispute", "egg_dispute_reason", "egg_promise_date", "egg_hold_reason", "egg_next_stage_id"),
    "calendar.event": ("egg_report",),
}
KINDS = ("internal", "salesperson", "salesperson_all", "billing", "reader", "accountant", "settings", "portal", "second", "stranger", "stock",
         "buyer")


class Refused(Exception):
    """The server refused, with an access error."""


class Locked(Refused):
    """The server refused because nobody may do that to such a record."""


class Client:
    """A logged-in person of the web client; `call` is what the browser sends."""

    def __init__(self, address, database, login):
        self.address, self.session = address, requests.Session()
        answer = self._post("/web/session/authenticate", {"db": database, "login": login, "password": f"{login}-password"})
        self.context = {"allowed_company_ids": list(answer["user_companies"]["allowed_companies"])} if answer.get("user_companies") else {}
        if self.context:
            self.context = {"allowed_company_ids": [int(one) for one in self.context["allowed_company_ids"]]}

    def _post(self, route, params):
        body = {"jsonrpc": "2.0", "method": "call", "params": params}
        answer = self.session.post(self.address + route, json=body, timeout=60).json()
        if "error" in answer:
            data = answer["error"]["data"]
            if data["name"].endswith(".AccessError"):
                raise Refused(data["message"])
            if data["name"].endswith(".UserError"):
                raise Locked(data["message"])
            raise AssertionError(f"{params}: {data['name']} {data['message']}")
        return answer["result"]

    def call(self, model, method, *args, **kwargs):
        kwargs.setdefault("context", self.context)
        return self._post("/web/dataset/call_kw", {"model": model, "method": method, "args": args, "kwargs": kwargs})

    def sees(self, model, record) -> bool:
        """Whether the record is found by a search; a model that is refused shows nothing."""
        try:
            return bool(self.call(model, "search", [("id", "=", record)]))
        except Refused:
            return False


@pytest.fixture(scope="module")
def site():
    with cloned("rights") as database:
        output = run_script(database, rights.SCRIPT)
        facts = json.loads(next(line for line in output.splitlines() if line.startswith("FACTS "))[6:])
        with served(database) as address:
            yield facts, {kind: Client(address, database, kind) for kind in KINDS}


def models(facts, *, transient=None) -> dict:
    return {name: one for name, one in facts["models"].items() if transient is None or one["transient"] == transient}


def test_every_model_leads_to_a_company(site):
    """QLT-01: a stored model has a company or hangs on a record that has one, or it is one of the few that are true for all."""
    facts, _clients = site
    free = {name for name, one in models(facts, transient=False).items() if not one["company"]}
    assert free == set(COMMON)


def test_every_model_has_access_lines_and_a_rule():
    """QLT-01: each model of the suite names who may use it, never everybody; with a company, a rule for all its users limits it."""
    suite = odoo.ensure_suite_template()
    without = sql(suite, """
        SELECT m.model FROM ir_model m WHERE m.model LIKE 'egg.%' AND m.abstract IS NOT TRUE
           AND NOT EXISTS (SELECT 1 FROM ir_model_access a WHERE a.model_id = m.id AND a.active AND a.group_id IS NOT NULL)""")
    anyone = sql(suite, """SELECT m.model FROM ir_model m JOIN ir_model_access a ON a.model_id = m.id
                           WHERE m.model LIKE 'egg.%' AND a.group_id IS NULL""")
    unruled = sql(suite, """
        SELECT m.model FROM ir_model m JOIN ir_model_fields f ON f.model_id = m.id AND f.name = 'company_id'
         WHERE m.model LIKE 'egg.%' AND m.abstract IS NOT TRUE AND NOT EXISTS (
             SELECT 1 FROM ir_rule r LEFT JOIN rule_group_rel g ON g.rule_group_id = r.id
              WHERE r.model_id = m.id AND r.active AND r.domain_force LIKE '%company%' AND (r.global OR g.group_id = (
                    SELECT res_id FROM ir_model_data WHERE module = 'base' AND name = 'group_user')))""")
    assert (without, anyone, unruled) == ([], [], [])


def test_another_company_is_refused(site):
    """QLT-01: a user of A who is in every group finds, reads, changes and deletes no row of B in any model; B's own user reads it."""
    facts, clients = site
    asked = 0
    for name, one in models(facts, transient=False).items():
        row = facts["elsewhere"].get(name)
        if not row or not one["company"]:
            continue
        asked += 1
        assert clients["stranger"].call(name, "read", [row], ["id"]) == [{"id": row}], f"{name}: the row is there"
        assert not clients["second"].sees(name, row), name
        for method, values in (("read", [["display_name"]]), ("write", [{}]), ("unlink", [])):
            with pytest.raises(Refused):
                clients["second"].call(name, method, [row], *values)
                pytest.fail(f"{name}.{method} of another company was allowed")
    assert asked > 20


@pytest.mark.parametrize("kind", ["internal", "salesperson", "salesperson_all", "billing", "reader", "accountant", "settings", "portal"])
def test_each_group_is_refused_other_companies(site, kind):
    """QLT-01: no group alone opens a row of another company either."""
    facts, clients = site
    seen = [name for name, one in models(facts, transient=False).items()
            if one["company"] and facts["elsewhere"].get(name) and clients[kind].sees(name, facts["elsewhere"][name])]
    assert seen == []


def test_windows_are_their_owners(site):
    """QLT-01: what somebody is entering in a window is read by nobody else, of the same company or not."""
    facts, clients = site
    for name in models(facts, transient=True):
        assert clients["second"].sees(name, facts["here"][name]), f"{name}: its owner sees it"
        for kind in ("internal", "salesperson_all", "billing", "accountant", "settings", "portal", "stranger"):
            assert not clients[kind].sees(name, facts["here"][name]), (name, kind)


def _may(client, name, operation) -> bool:
    return client.call(name, "has_access", [], operation)


def test_readers_and_bystanders_change_nothing(site):
    """QLT-01: a user of no group of sales or billing, a reader of the accounts, and the settings user write in no list or document."""
    facts, clients = site
    managed_by_settings = {"egg.event.type", "egg.product.third.party.tax"}  # in Odoo, settings users manage products
    for kind, allowed in (("internal", set()), ("reader", set()), ("settings", managed_by_settings)):
        may = {name for name in models(facts, transient=False) for operation in ("write", "create", "unlink")
               if _may(clients[kind], name, operation)}
        assert may == set(EVERYBODY_WRITES) | allowed, kind


def test_the_portal_has_its_mandates_only(site):
    """QLT-01, SEP-05: a customer of the portal reads his own mandates and no other model of the suite."""
    facts, clients = site
    assert {name for name in facts["models"] if _may(clients["portal"], name, "read")} == {"egg.debit.mandate"}
    for operation in ("write", "create", "unlink"):
        assert not _may(clients["portal"], "egg.debit.mandate", operation)
    assert not clients["portal"].sees("egg.debit.mandate", facts["here"]["egg.debit.mandate"]), "the mandate of somebody else"


def test_the_portal_reads_no_internal_field(site):
    """DOC-10, FUP-05: on documents that a customer may read, notes, disputes, reminders to come and visit reports are the team's."""
    facts, clients = site
    portal, order = clients["portal"], facts["order"]
    assert portal.call("sale.order", "read", [order], ["amount_total"])[0]["amount_total"] == 100
    assert clients["salesperson"].call("sale.order", "read", [order], ["egg_note"])[0]["egg_note"] == "Pays late"
    with pytest.raises(Refused):
        portal.call("sale.order", "read", [order], ["egg_note"])
    for model, names in INTERNAL.items():
        known = set(clients["accountant"].call(model, "fields_get", [], ["type"]))
        assert set(names) <= known, model
        assert not set(names) & set(portal.call(model, "fields_get", [], ["type"])), model


REFUSALS = {
    "salesperson": [("egg.followup.run", "create"), ("egg.followup.message", "write"), ("egg.followup.item", "unlink"),
                    ("egg.followup.shift", "create"), ("egg.followup.stage", "write"), ("egg.document.profile", "write"),
                    ("egg.payment.mode", "create"),
                    ("egg.sepa.collection", "read"), ("egg.sepa.collect", "create"), ("egg.debit.mandate", "create"),
                    ("egg.deposit.receipt", "create"), ("egg.event.type", "write"), ("egg.legal.mention", "write")],
    "billing": [("egg.followup.run", "create"), ("egg.followup.message", "write"), ("egg.followup.item", "unlink"),
                ("egg.followup.shift", "create"), ("egg.followup.stage", "write"), ("egg.document.profile", "write"), ("egg.payment.mode", "create"),
                ("egg.print.default", "write"), ("egg.condition.text", "write"), ("egg.sepa.collection", "unlink"),
                ("egg.followup.entry", "unlink"), ("egg.legal.mention", "write"), ("egg.followup.rate", "write")],
    "accountant": [("egg.deposit.receipt", "create"), ("egg.sepa.collection", "unlink"), ("egg.legal.mention", "create"),
                   ("egg.event.type", "write")],
    "settings": [("egg.sepa.collection", "read"), ("egg.followup.run", "read"), ("egg.deposit.receipt", "read"),
                 ("egg.followup.stage", "write"), ("egg.debit.mandate", "create")],
}
GRANTS = {
    "salesperson": [("egg.followup.send", "create"), ("egg.order.schedule.line", "write"), ("egg.payment.condition", "create")],
    "billing": [("egg.sepa.collect", "create"), ("egg.debit.mandate", "create"), ("egg.followup.send", "create"),
                ("egg.move.schedule.line", "write")],
    "accountant": [("egg.followup.stage", "write"), ("egg.document.profile", "create"), ("egg.payment.mode", "create"),
                   ("egg.legal.mention", "write")],
    "settings": [("egg.event.type", "create")],
}


@pytest.mark.parametrize("kind", REFUSALS)
def test_each_group_is_refused_something(site, kind):
    """QLT-01: what each group may do, and what it may not."""
    _facts, clients = site
    for name, operation in GRANTS[kind]:
        assert _may(clients[kind], name, operation), (name, operation)
    for name, operation in REFUSALS[kind]:
        assert not _may(clients[kind], name, operation), (name, operation)


def _rights_on_core(database) -> set:
    rows = sql(database, """
        SELECT m.model, coalesce(d.module || '.' || d.name, ''), a.perm_read, a.perm_write, a.perm_create, a.perm_unlink
          FROM ir_model_access a JOIN ir_model m ON m.id = a.model_id
          LEFT JOIN ir_model_data d ON d.model = 'res.groups' AND d.res_id = a.group_id
         WHERE a.active AND m.model NOT LIKE 'egg.%'""")
    return {(model, group, letter) for model, group, *may in rows for letter, yes in zip("rwcd", may, strict=True) if yes == "t"}


def test_nobody_gets_more_on_a_core_model():
    """QLT-01: access lines on Odoo's own models and the groups that groups imply are those of before, but for what `ADDED` names."""
    core, suite = odoo.ensure_core_template(), odoo.ensure_suite_template()
    assert _rights_on_core(suite) - _rights_on_core(core) == set(ADDED)
    implied = """SELECT g.module || '.' || g.name, i.module || '.' || i.name FROM res_groups_implied_rel r
                   JOIN ir_model_data g ON g.model = 'res.groups' AND g.res_id = r.gid
                   JOIN ir_model_data i ON i.model = 'res.groups' AND i.res_id = r.hid"""
    assert sql(suite, implied + " ORDER BY 1, 2") == sql(core, implied + " ORDER BY 1, 2")


def test_rules_on_core_models_only_narrow():
    """QLT-01: the suite changes no rule of Odoo, and its own rules on Odoo's models stand where nobody had a right before."""
    core, suite = odoo.ensure_core_template(), odoo.ensure_suite_template()
    rules = """SELECT d.module || '.' || d.name, m.model, coalesce(r.domain_force, ''), r.active FROM ir_rule r
                 JOIN ir_model m ON m.id = r.model_id JOIN ir_model_data d ON d.model = 'ir.rule' AND d.res_id = r.id
                WHERE m.model NOT LIKE 'egg.%' ORDER BY 1"""
    before, after = ({row[0]: row for row in sql(database, rules)} for database in (core, suite))
    changed = [name for name, row in before.items() if after.get(name) != row]
    own = {row[1] for name, row in after.items() if name not in before and name.split(".")[0] in paths.ADDONS}
    assert (changed, own) == ([], {"account.payment"})


def test_a_salesperson_sees_the_payments_of_own_orders(site):
    """PAY-04, QLT-01: of two payments, a salesperson sees the one noted on the own order, another one none; neither changes any."""
    facts, clients = site
    noted, other = facts["payments"]
    seller = clients["salesperson"]
    assert seller.call("account.payment", "search", [("id", "in", [noted, other])]) == [noted]
    assert clients["billing"].sees("account.payment", other)
    assert not clients["internal"].sees("account.payment", noted)
    for method, values in (("write", [{"memo": "x"}]), ("unlink", [])):
        with pytest.raises(Refused):
            seller.call("account.payment", method, [noted], *values)
    with pytest.raises(Refused):
        seller.call("account.payment", "create", [{"amount": 1}])


def _refused(client, model, method, *args, error=Refused, **kwargs):
    with pytest.raises(error):
        client.call(model, method, *args, **kwargs)
        pytest.fail(f"{model}.{method}{args} was allowed")


def test_payments_and_deposits_are_for_sales_and_billing(site):
    """SEC-01: a stock worker, who may write on orders, notes no payment and makes no deposit document; nobody does beyond the bounds."""
    facts, clients = site
    order, deposit, today = facts["order"], facts["things"]["deposit"], date.today()
    before = clients["billing"].call("account.payment", "search_count", [])
    for kind in ("stock", "internal", "portal", "reader", "buyer"):
        _refused(clients[kind], "sale.order", "egg_register_payment", [order], 10, str(today), False)
        _refused(clients[kind], "account.payment", "egg_create_deposit_document", [deposit])
    for amount, day in ((1e15, today), (10, date(1999, 1, 1)), (10, today + timedelta(days=2)), (-1, today)):
        for kind in ("billing", "salesperson"):
            _refused(clients[kind], "sale.order", "egg_register_payment", [order], amount, str(day), False, error=Locked)
    assert clients["billing"].call("account.payment", "search_count", []) == before
    assert clients["salesperson"].call("account.payment", "action_egg_create_deposit", [deposit])["res_model"] == "egg.deposit.confirm"


def test_nobody_reads_a_payment_through_an_action(site):
    """SEC-07: the actions on a payment are for who may read it."""
    facts, clients = site
    for kind in ("internal", "portal", "stock", "settings", "stranger", "buyer"):
        for method in ("action_egg_create_deposit", "action_egg_open_deposit", "egg_create_deposit_document"):
            for payment in (facts["things"]["deposit"], facts["payments"][1]):
                _refused(clients[kind], "account.payment", method, [payment])


def test_reminders_change_by_actions_only(site):
    """SEC-02, SEC-09: no run, message, item or moved date is made, changed or deleted by a call, and runs of others take no action."""
    facts, clients = site
    things = facts["things"]
    rows = {
        "egg.followup.run": (things["run"], {"company_id": 1, "document_type": "invoice", "channel": "email"}, {"state": "running"}),
        "egg.followup.message": (things["letter"], {"run_id": things["run"], "partner_id": 1, "currency_id": 1, "document_type": "invoice",
                                                   "stage_id": things["stage"], "channel": "email"}, {"email_to": "thief@x.example"}),
        "egg.followup.item": (things["item"], {"run_id": things["run"], "due_item_id": things["due"]}, {"state": "cancelled"}),
        "egg.followup.shift": (facts["here"]["egg.followup.shift"], {"due_item_id": things["due"], "stage_id": things["stage"],
                                                                     "date": "2099-01-01"}, {"date": "2099-01-01"}),
    }
    for kind in ("salesperson", "salesperson_all", "billing", "accountant", "second", "reader"):
        for model, (row, values, change) in rows.items():
            _refused(clients[kind], model, "create", [values])
            _refused(clients[kind], model, "write", [row], change)
            _refused(clients[kind], model, "unlink", [row])
    seller = clients["salesperson"]
    for model, methods in (("egg.followup.run", ("action_start", "action_cancel", "action_retry", "action_print")),
                           ("egg.followup.message", ("action_retry", "action_preview"))):
        for method in methods:
            _refused(seller, model, method, [rows[model][0]])
        assert not seller.sees(model, rows[model][0])
    assert not seller.sees("egg.followup.item", things["item"])
    _refused(seller, "egg.followup.preview", "create", [{"followup_message_id": things["letter"]}])


def test_proofs_of_reminders_stay(site):
    """SEC-09: what a run noted is neither changed nor deleted nor moved, and nobody notes on a colleague's document."""
    facts, clients = site
    things = facts["things"]
    for kind in ("salesperson", "billing", "accountant"):
        for values in ({"date": "2020-01-01"}, {"origin": "manual"}, {"due_item_id": False, "move_id": things["invoice"]}):
            _refused(clients[kind], "egg.followup.entry", "write", [things["proof"]], values)
        _refused(clients[kind], "egg.followup.entry", "unlink", [things["proof"]])
        _refused(clients[kind], "egg.followup.entry", "create", [{"move_id": things["invoice"], "stage_id": things["stage"], "origin": "bulk"}])
    _refused(clients["salesperson"], "egg.followup.entry", "create", [{"move_id": things["invoice"], "stage_id": things["stage"]}])
    _refused(clients["billing"], "account.move.line", "write", [things["due"]], {"egg_next_stage_date": "2099-01-01"})


def test_tasks_and_calls_are_their_owners(site):
    """SEC-10: a user without groups neither takes over nor finishes nor deletes a colleague's task or call."""
    facts, clients = site
    for name in ("task", "call"):
        for values in ({"user_id": facts["users"]["internal"]}, {"done": True}, {"due_date": "2099-01-01"}):
            _refused(clients["internal"], "egg.task", "write", [facts["things"][name]], values)
        _refused(clients["internal"], "egg.task", "action_toggle_done", [facts["things"][name]])
        _refused(clients["internal"], "egg.task", "unlink", [facts["things"][name]])
    _refused(clients["internal"], "egg.task", "create", [{"name": "X", "due_date": "2026-01-01", "call_stage_id": facts["things"]["stage"]}])


def _context_keys() -> set:
    """All keys of the suite that its code reads from a context, as the sources have them."""
    found = set()
    for folder in paths.ADDONS:
        for path in (paths.ROOT / folder).rglob("*.py"):
            source = path.read_text(encoding="utf-8")
            found |= set(re.findall(r"context(?:\.get\(|\[|\s*in\s*)?\(?[\"'](egg_\w+)", source))
            found |= set(re.findall(r"with_context\(\s*(egg_\w+)=", source))
            found |= set(re.findall(r"^[A-Z_]+ = [\"'](egg_\w+)[\"']", source, re.M))
    return found


def test_no_context_opens_anything(site):
    """SEC-11: with every context key of the suite, alone and all at once, generated lines stay closed to whoever sends the call."""
    facts, clients = site
    keys, line = _context_keys(), facts["things"]["role_line"]
    assert {"egg_syncing_role_lines", "egg_new_document", "egg_positions_later", "egg_schedule_through_document", "egg_print_job"} <= keys
    seller = clients["salesperson"]
    contexts = [dict.fromkeys(keys, value) for value in (True, 1, "INSIDE")] + [{key: True} for key in keys]
    for context in contexts:
        context |= seller.context
        _refused(seller, "sale.order.line", "write", [line], {"price_unit": -1.0}, error=Locked, context=context)
        _refused(seller, "sale.order.line", "unlink", [line], error=Locked, context=context)
    everything = dict.fromkeys(keys, True) | seller.context
    seller.call("sale.order.line", "write", [facts["things"]["plain_line"]], {"price_unit": 200.0}, context=everything)
    order = facts["things"]["discounted"]
    assert seller.call("sale.order", "read", [order], ["amount_untaxed"])[0]["amount_untaxed"] == 180.0, "the discount follows"


def test_the_portal_sees_no_margin(site):
    """SEC-13: of his own order a customer of the portal reads no margin, in total or by line."""
    facts, clients = site
    portal, order = clients["portal"], facts["order"]
    for name in ("margin", "margin_percent"):
        _refused(portal, "sale.order", "read", [order], [name])
    for model in ("sale.order", "sale.order.line", "account.move", "account.move.line"):
        assert not {name for name in portal.call(model, "fields_get", [], ["type"]) if "margin" in name or "purchase_price" in name}, model
    assert "margin" in clients["salesperson"].call("sale.order", "read", [order], ["margin"])[0]


def test_a_supplier_order_tells_no_customer_order(site):
    """SEC-14: a buyer who may not see an order learns neither number nor customer by linking a supplier order to it."""
    facts, clients = site
    _refused(clients["buyer"], "purchase.order", "write", [facts["things"]["vendor"]], {"egg_sale_order_id": facts["things"]["hidden"]})
    _refused(clients["buyer"], "purchase.order", "create", [{"partner_id": 1, "egg_sale_order_id": facts["things"]["hidden"]}])


def test_retrying_nothing_starts_no_job(site):
    """SEC-14: a call without any failed message leaves no trigger of the job."""
    facts, clients = site
    triggers = clients["settings"].call("ir.cron.trigger", "search_count", [])
    clients["billing"].call("egg.followup.message", "action_retry", [facts["things"]["letter"]])
    clients["billing"].call("egg.followup.message", "action_retry", [])
    clients["billing"].call("egg.followup.run", "action_start", [])
    assert clients["settings"].call("ir.cron.trigger", "search_count", []) == triggers

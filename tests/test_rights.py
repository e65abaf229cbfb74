"""Who may do what, asked over HTTP as anybody can ask it,
for every model of the suite as the registry lists them (QLT-01).

A new model is covered without a line here. What may be the same for everybody is named below, each with its reason.
"""

import base64
import json
import re
import time
import zlib
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
    "egg.legal.text": "the law's sentences with their dates",
    "egg.move.in.field": "what a column of a file can be: the list that the program has",
}
#: Lists that every internal user may read, and the one model in which every internal user may write.
EVERYBODY_WRITES = {"egg.task": "everybody has an agenda"}
#: Rights that the suite adds on a core model, each narrowed by a record rule that a test below asks about.
ADDED = {
    ("account.payment", "sales_team.group_sale_salesman", "r"): "the payments noted on a salesperson's own quotes "
                                                                "and orders",
    ("payment.transaction", "account.group_account_readonly", "r"): "debits by Stripe, read by who reads the "
                                                                    "accounts; core's company rule",
}
#: What is the team's own business on documents that customers may read in the portal.
INTERNAL = {
    "sale.order": ("egg_note", "egg_refusal_reason_id", "egg_dispute", "egg_dispute_reason", "egg_promise_date",
                   "egg_hold_reason",
                   "egg_next_stage_id", "egg_urgency", "egg_forecast", "egg_followup_entry_ids"),
    "account.move": ("egg_note", "egg_refusal_reason_id", "egg_forecast", "egg_followup_entry_ids"),
    "account.move.line": ("egg_dispute", "egg_dispute_reason", "egg_promise_date", "egg_promise_amount",
                          "egg_hold_reason", "egg_next_stage_id"),
    "calendar.event": ("egg_report",),
}
KINDS = ("internal", "salesperson", "salesperson_all", "billing", "reader", "accountant", "settings", "portal",
         "second", "stranger", "stock",
         "buyer")


#: A bank's statement that tells that a debit was taken back.
RETURNED = (
    '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt><Stmt><Id>S</Id><Acct><Id>'
    "<IBAN>FR1420041010050500013M02606</IBAN></Id><Ccy>EUR</Ccy></Acct><Ntry><Amt Ccy=\"EUR\">100.00</Amt>"
    "<CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2026-11-01</Dt></BookgDt><NtryDtls><TxDtls><Refs>"
    "<EndToEndId>{reference}</EndToEndId></Refs><RtrInf><Rsn><Cd>AM04</Cd></Rsn></RtrInf></TxDtls></NtryDtls></Ntry>"
    "</Stmt></BkToCstmrStmt></Document>")


class Refused(Exception):
    """The server refused, with an access error."""


class Locked(Refused):
    """The server refused because nobody may do that to such a record."""


class Client:
    """A logged-in person of the web client; `call` is what the browser sends."""

    def __init__(self, address, database, login):
        self.address, self.session = address, requests.Session()
        answer = self._post("/web/session/authenticate",
                            {"db": database, "login": login, "password": f"{login}-password"})
        self.context = {"allowed_company_ids": list(answer["user_companies"]["allowed_companies"])} if answer.get(
            "user_companies") else {}
        if self.context:
            self.context = {"allowed_company_ids": [int(one) for one in self.context["allowed_company_ids"]]}

    def _post(self, route, params):
        body = {"jsonrpc": "2.0", "method": "call", "params": params}
        answer = self.session.post(self.address + route, json=body, timeout=60).json()
        if "error" in answer:
            data = answer["error"]["data"]
            if data["name"].endswith((".AccessError", ".MissingError")):
                raise Refused(data["message"])
            if data["name"].endswith((".UserError", ".ValidationError")):
                raise Locked(data["message"])
            raise AssertionError(f"{params}: {data['name']} {data['message']}")
        return answer.get("result")  # None is left out

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
    """QLT-01: a stored model has a company or hangs on a record that has one,
    or it is one of the few that are true for all.
    """
    facts, _clients = site
    free = {name for name, one in models(facts, transient=False).items() if not one["company"]}
    assert free == set(COMMON)


def test_every_model_has_access_lines_and_a_rule():
    """QLT-01: each model of the suite names who may use it, never everybody; with a company,
    a rule for all its users limits it.
    """
    suite = odoo.ensure_suite_template()
    without = sql(suite, """
        SELECT m.model FROM ir_model m WHERE m.model LIKE 'egg.%' AND m.abstract IS NOT TRUE
           AND NOT EXISTS (SELECT 1 FROM ir_model_access a WHERE a.model_id = m.id AND a.active
               AND a.group_id IS NOT NULL)""")
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
    """QLT-01: a user of A who is in every group finds, reads, changes and deletes no row of B in any model;
    B's own user reads it.
    """
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


@pytest.mark.parametrize("kind", ["internal", "salesperson", "salesperson_all", "billing", "reader", "accountant",
                                  "settings", "portal"])
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
    """QLT-01: a user of no group of sales or billing, a reader of the accounts,
    and the settings user write in no list or document.
    """
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
    assert not clients["portal"].sees("egg.debit.mandate",
                                      facts["here"]["egg.debit.mandate"]), "the mandate of somebody else"


def test_the_portal_reads_no_internal_field(site):
    """DOC-10, FUP-05: on documents that a customer may read, notes, disputes,
    reminders to come and visit reports are the team's.
    """
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


def test_what_is_not_read_is_not_searched_for(site):
    """QLT-01: a field that a group reads is searched by that group alone, also where a method does the searching: a
    portal user does not find out by asking for what he may not read.
    """
    facts, clients = site
    portal, accountant, asked = clients["portal"], clients["accountant"], []
    for model in ("account.move", "sale.order", "account.move.line", "res.partner"):
        read, own = (one.call(model, "fields_get", [], ["searchable", "type"]) for one in (accountant, portal))
        names = [name for name, facts in read.items() if name.startswith("egg_") and facts["searchable"]]
        for name in sorted(set(names) - set(own)):
            with pytest.raises(Refused):
                portal.call(model, "search_count", [(name, "=", False)])
            asked.append(name)
    assert {"egg_has_late_claim", "egg_urgency", "egg_einvoice_missing"} <= set(asked)


REFUSALS = {
    "salesperson": [("egg.followup.run", "create"), ("egg.followup.message", "write"), ("egg.followup.item", "unlink"),
                    ("egg.followup.shift", "create"), ("egg.followup.stage", "write"),
                    ("egg.document.profile", "write"),
                    ("egg.payment.mode", "create"),
                    ("egg.sepa.collection", "read"), ("egg.sepa.collect", "create"), ("egg.debit.mandate", "create"),
                    ("egg.deposit.receipt", "create"), ("egg.event.type", "write"), ("egg.legal.mention", "write")],
    "billing": [("egg.followup.run", "create"), ("egg.followup.message", "write"), ("egg.followup.item", "unlink"),
                ("egg.followup.shift", "create"), ("egg.followup.stage", "write"), ("egg.document.profile", "write"),
                ("egg.payment.mode", "create"),
                ("egg.print.default", "write"), ("egg.condition.text", "write"), ("egg.sepa.collection", "unlink"),
                ("egg.followup.entry", "unlink"), ("egg.legal.mention", "write"), ("egg.followup.rate", "write")],
    "accountant": [("egg.deposit.receipt", "create"), ("egg.sepa.collection", "unlink"),
                   ("egg.legal.mention", "create"),
                   ("egg.event.type", "write")],
    "settings": [("egg.sepa.collection", "read"), ("egg.followup.run", "read"), ("egg.deposit.receipt", "read"),
                 ("egg.followup.stage", "write"), ("egg.debit.mandate", "create")],
}
GRANTS = {
    "salesperson": [("egg.followup.send", "create"), ("egg.order.schedule.line", "write"),
                    ("egg.payment.condition", "create")],
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
    return {(model, group, letter) for model, group, *may in rows for letter, yes in zip("rwcd", may, strict=True)
            if yes == "t"}


def test_nobody_gets_more_on_a_core_model():
    """QLT-01: access lines on Odoo's own models and the groups that groups imply are those of before,
    but for what `ADDED` names.
    """
    core, suite = odoo.ensure_core_template(), odoo.ensure_suite_template()
    assert _rights_on_core(suite) - _rights_on_core(core) == set(ADDED)
    implied = """SELECT g.module || '.' || g.name, i.module || '.' || i.name FROM res_groups_implied_rel r
                   JOIN ir_model_data g ON g.model = 'res.groups' AND g.res_id = r.gid
                   JOIN ir_model_data i ON i.model = 'res.groups' AND i.res_id = r.hid"""
    # The columns of unit and discount, in a database without documents: they show what everybody may read.
    columns = {("base.group_user", "sale.group_discount_per_so_line"), ("base.group_user", "uom.group_uom")}
    before, after = (set(map(tuple, sql(database, implied))) for database in (core, suite))
    assert after - before <= columns and not before - after


def test_rules_on_core_models_only_narrow():
    """QLT-01: the suite changes no rule of Odoo, and its own rules on Odoo's
    models stand where nobody had a right before.
    """
    core, suite = odoo.ensure_core_template(), odoo.ensure_suite_template()
    rules = """SELECT d.module || '.' || d.name, m.model, coalesce(r.domain_force, ''), r.active FROM ir_rule r
                 JOIN ir_model m ON m.id = r.model_id JOIN ir_model_data d ON d.model = 'ir.rule' AND d.res_id = r.id
                WHERE m.model NOT LIKE 'egg.%' ORDER BY 1"""
    before, after = ({row[0]: row for row in sql(database, rules)} for database in (core, suite))
    changed = [name for name, row in before.items() if after.get(name) != row]
    own = {row[1] for name, row in after.items() if name not in before and name.split(".")[0] in paths.ADDONS}
    assert (changed, own) == ([], {"account.payment"})


def test_a_salesperson_sees_the_payments_of_own_orders(site):
    """PAY-04, QLT-01: of two payments, a salesperson sees the one noted on the own order,
    another one none; neither changes any.
    """
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
    """SEC-01: a stock worker, who may write on orders, notes no payment and makes no deposit document;
    nobody does beyond the bounds.
    """
    facts, clients = site
    order, deposit, today = facts["order"], facts["things"]["deposit"], date.today()
    before = clients["billing"].call("account.payment", "search_count", [])
    for kind in ("stock", "internal", "portal", "reader", "buyer"):
        _refused(clients[kind], "sale.order", "egg_register_payment", [order], 10, str(today), False)
        _refused(clients[kind], "account.payment", "egg_create_deposit_document", [deposit])
    for amount, day in ((1e15, today), (10, date(1999, 1, 1)), (10, today + timedelta(days=2)), (-1, today)):
        for kind in ("billing", "salesperson"):
            _refused(clients[kind], "sale.order", "egg_register_payment", [order], amount, str(day), False,
                     error=Locked)
    assert clients["billing"].call("account.payment", "search_count", []) == before
    assert clients["salesperson"].call("account.payment", "action_egg_create_deposit",
                                       [deposit])["res_model"] == "egg.deposit.confirm"


def test_nobody_reads_a_payment_through_an_action(site):
    """SEC-07: the actions on a payment are for who may read it."""
    facts, clients = site
    for kind in ("internal", "portal", "stock", "settings", "stranger", "buyer"):
        for method in ("action_egg_create_deposit", "action_egg_open_deposit", "egg_create_deposit_document"):
            for payment in (facts["things"]["deposit"], facts["payments"][1]):
                _refused(clients[kind], "account.payment", method, [payment])


def test_reminders_change_by_actions_only(site):
    """SEC-02, SEC-09: no run, message, item or moved date is made, changed or deleted by a call,
    and runs of others take no action.
    """
    facts, clients = site
    things = facts["things"]
    rows = {
        "egg.followup.run": (things["run"], {"company_id": 1, "document_type": "invoice", "channel": "email"},
                             {"state": "running"}),
        "egg.followup.message": (things["letter"],
                                 {"run_id": things["run"], "partner_id": 1, "currency_id": 1,
                                  "document_type": "invoice",
                                                   "stage_id": things["stage"], "channel": "email"},
                                 {"email_to": "thief@x.example"}),
        "egg.followup.item": (things["item"], {"run_id": things["run"], "due_item_id": things["due"]},
                              {"state": "cancelled"}),
        "egg.followup.shift": (facts["here"]["egg.followup.shift"],
                               {"due_item_id": things["due"], "stage_id": things["stage"],
                                                                     "date": "2099-01-01"}, {"date": "2099-01-01"}),
    }
    for kind in ("salesperson", "salesperson_all", "billing", "accountant", "second", "reader"):
        for model, (row, values, change) in rows.items():
            _refused(clients[kind], model, "create", [values])
            _refused(clients[kind], model, "write", [row], change)
            _refused(clients[kind], model, "unlink", [row])
    seller = clients["salesperson"]
    for model, methods in (("egg.followup.run", ("action_start", "action_cancel", "action_retry", "action_print",
                                                 "action_try_now", "action_send", "action_send_now",
                                                 "action_take_back", "action_choose_again")),
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
        for values in ({"date": "2020-01-01"}, {"origin": "manual"},
                       {"due_item_id": False, "move_id": things["invoice"]}):
            _refused(clients[kind], "egg.followup.entry", "write", [things["proof"]], values)
        _refused(clients[kind], "egg.followup.entry", "unlink", [things["proof"]])
        _refused(clients[kind], "egg.followup.entry", "create",
                 [{"move_id": things["invoice"], "stage_id": things["stage"], "origin": "bulk"}])
    _refused(clients["salesperson"], "egg.followup.entry", "create",
             [{"move_id": things["invoice"], "stage_id": things["stage"]}])
    _refused(clients["billing"], "account.move.line", "write", [things["due"]], {"egg_next_stage_date": "2099-01-01"})


def test_tasks_and_calls_are_their_owners(site):
    """SEC-10: a user without groups neither takes over nor finishes nor deletes a colleague's task or call."""
    facts, clients = site
    for name in ("task", "call"):
        for values in ({"user_id": facts["users"]["internal"]}, {"done": True}, {"due_date": "2099-01-01"}):
            _refused(clients["internal"], "egg.task", "write", [facts["things"][name]], values)
        _refused(clients["internal"], "egg.task", "action_toggle_done", [facts["things"][name]])
        _refused(clients["internal"], "egg.task", "unlink", [facts["things"][name]])
    _refused(clients["internal"], "egg.task", "create",
             [{"name": "X", "due_date": "2026-01-01", "call_stage_id": facts["things"]["stage"]}])


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
    """SEC-11: with every context key of the suite, alone and all at once,
    generated lines stay closed to whoever sends the call.
    """
    facts, clients = site
    keys, line = _context_keys(), facts["things"]["role_line"]
    assert {"egg_syncing_role_lines", "egg_new_document", "egg_positions_later", "egg_schedule_through_document",
            "egg_print_job"} <= keys
    seller = clients["salesperson"]
    contexts = [dict.fromkeys(keys, value) for value in (True, 1, "INSIDE")] + [{key: True} for key in keys]
    for context in contexts:
        context |= seller.context
        _refused(seller, "sale.order.line", "write", [line], {"price_unit": -1.0}, error=Locked, context=context)
        _refused(seller, "sale.order.line", "unlink", [line], error=Locked, context=context)
    everything = dict.fromkeys(keys, True) | seller.context
    seller.call("sale.order.line", "write", [facts["things"]["plain_line"]], {"price_unit": 200.0}, context=everything)
    order = facts["things"]["discounted"]
    assert seller.call("sale.order", "read", [order],
                       ["amount_untaxed"])[0]["amount_untaxed"] == 180.0, "the discount follows"


def test_the_portal_sees_no_margin(site):
    """SEC-13: of his own order a customer of the portal reads no margin, in total or by line."""
    facts, clients = site
    portal, order = clients["portal"], facts["order"]
    for name in ("margin", "margin_percent"):
        _refused(portal, "sale.order", "read", [order], [name])
    for model in ("sale.order", "sale.order.line", "account.move", "account.move.line"):
        assert not {name for name in portal.call(model, "fields_get", [], ["type"]) if "margin" in name
                    or "purchase_price" in name}, model
    assert "margin" in clients["salesperson"].call("sale.order", "read", [order], ["margin"])[0]


def test_a_supplier_order_tells_no_customer_order(site):
    """SEC-14: a buyer who may not see an order learns neither number nor customer by linking a supplier order to it."""
    facts, clients = site
    _refused(clients["buyer"], "purchase.order", "write", [facts["things"]["vendor"]],
             {"egg_sale_order_id": facts["things"]["hidden"]})
    _refused(clients["buyer"], "purchase.order", "create",
             [{"partner_id": 1, "egg_sale_order_id": facts["things"]["hidden"]}])


def test_retrying_nothing_starts_no_job(site):
    """SEC-14: a call without any failed message leaves no trigger of the job."""
    facts, clients = site
    triggers = clients["settings"].call("ir.cron.trigger", "search_count", [])
    clients["billing"].call("egg.followup.message", "action_retry", [facts["things"]["letter"]])
    clients["billing"].call("egg.followup.message", "action_retry", [])
    clients["billing"].call("egg.followup.run", "action_start", [])
    assert clients["settings"].call("ir.cron.trigger", "search_count", []) == triggers


def test_a_collection_is_as_the_bank_gets_it(site):
    """SEC-03: nobody replaces, moves or deletes the file of a collection, nor writes,
    makes or deletes collections and their debits.
    """
    facts, clients = site
    things = facts["things"]
    whole = clients["billing"].call("egg.sepa.collection", "read", [things["collection"]],
                                    ["state", "file_hash", "attachment_id"])
    assert len(whole[0]["file_hash"]) == 64
    for kind in ("billing", "accountant", "second", "reader", "salesperson"):
        client = clients[kind]
        for values in ({"raw": "eA=="}, {"datas": "eA=="}, {"res_id": 0}, {"res_model": "res.partner"},
                       {"res_field": "x"}, {"company_id": False}):
            _refused(client, "ir.attachment", "write", [things["collection_file"]], values)
        _refused(client, "ir.attachment", "unlink", [things["collection_file"]])
        for model, row, changes in (
            ("egg.sepa.collection", things["collection"],
             ({"state": "booked"}, {"attachment_id": False},
              {"item_ids": [[1, things["collection_item"], {"state": "cancelled"}]]})),
            ("egg.sepa.collection.item", things["collection_item"],
             ({"state": "cancelled"}, {"state": "booked"}, {"state": "returned"}, {"amount": 1.0},
              {"payment_id": False})),
        ):
            for values in changes:
                _refused(client, model, "write", [row], values)
            _refused(client, model, "create", [{"state": "cancelled"}])
            _refused(client, model, "unlink", [row])
    for method in ("action_sent", "action_cancel", "action_retry", "action_prenotify"):
        for kind in ("reader", "internal", "salesperson", "portal", "stranger"):
            _refused(clients[kind], "egg.sepa.collection", method, [things["collection"]])
    assert clients["billing"].call("egg.sepa.collection", "read", [things["collection"]],
                                   ["state", "file_hash", "attachment_id"]) == whole
    assert clients["billing"].call("egg.sepa.collection", "action_download",
                                   [things["collection"]])["type"] == "ir.actions.act_url"
    again = {"ticked_ids": [[6, 0,
                             [clients["billing"].call("egg.sepa.collection.item", "read", [things["collection_item"]],
                                                            ["due_item_id"])[0]["due_item_id"][0]]]]}
    form = clients["billing"].call("egg.sepa.collect", "create", again)
    _refused(clients["billing"], "egg.sepa.collect", "action_validate", [form], error=Locked)


def test_a_debit_by_stripe_stays_what_was_asked(site):
    """SEC-04: a queued debit keeps account, customer and amount;
    a declared account keeps what was signed and what Stripe answered.
    """
    facts, clients = site
    things = facts["things"]
    debit = {"token_id": things["other_token"], "amount": 1.0, "partner_id": 1,
             "egg_stripe_account_id": things["other_stripe_account"],
             "egg_due_item_id": False, "egg_debit_state": "cancelled", "state": "done", "currency_id": 1,
             "reference": "X", "provider_id": 1,
             "invoice_ids": [[5]], "payment_id": 1, "is_post_processed": True, "operation": "refund"}
    account = {"iban": "BE68539007547034", "email": "x@x.example", "holder": "X", "mandate_ref": "X",
               "mandate_date": "2026-02-01",
               "partner_id": 1, "state": "stopped", "customer_ref": "x", "method_ref": "x", "stripe_mandate": "x",
               "error": "x",
               "token_id": things["other_token"], "last_debit_date": "2026-01-01", "call_key": "x"}
    for kind in ("billing", "accountant", "second", "salesperson", "internal"):
        client = clients[kind]
        for name, value in debit.items():
            _refused(client, "payment.transaction", "write", [things["debit"]], {name: value})
        for name, value in account.items():
            _refused(client, "egg.stripe.account", "write", [things["stripe_account"]], {name: value})
        new = {"partner_id": 1, "iban": "BE68539007547034", "email": "x@x.example", "mandate_date": "2026-01-01"}
        for values in ({"state": "ready"}, {"token_id": things["other_token"]}, {"customer_ref": "x"}):
            _refused(client, "egg.stripe.account", "create", [new | values])
        transaction = {"provider_id": things["provider"], "payment_method_id": things["payment_method"], "amount": 1.0,
                       "partner_id": 1,
                       "currency_id": things["euro"], "reference": f"X-{kind}"}
        for values in ({"token_id": things["other_token"]},
                       {"source_transaction_id": things["debit"], "operation": "refund"},
                       {"egg_debit_state": "succeeded"}):
            _refused(client, "payment.transaction", "create", [transaction | values])
        for values in ({"state": "cancelled"}, {"transaction_ids": [[1, things["debit"], {"amount": 1.0}]]}):
            _refused(client, "egg.stripe.run", "write", [things["stripe_run"]], values)
        _refused(client, "egg.stripe.run", "create", [{"name": "X"}])
    for kind in ("reader", "internal", "salesperson", "portal", "stranger"):
        for method in ("action_resume", "action_cancel", "action_refresh"):
            _refused(clients[kind], "egg.stripe.run", method, [things["stripe_run"]])
        _refused(clients[kind], "egg.stripe.account", "action_declare", [things["stripe_account"]])
    context = clients["billing"].context | {"default_state": "ready", "default_customer_ref": "x"}
    new = clients["billing"].call("egg.stripe.account", "create", {
        "partner_id": 1, "iban": "BE68539007547034", "email": "x@x.example",
        "mandate_date": "2026-01-01"},
        context=context)
    assert clients["billing"].call("egg.stripe.account", "read", [new], ["state", "customer_ref"])[0] == {
        "id": new, "state": "draft", "customer_ref": False}


def test_a_used_mandate_keeps_its_facts(site):
    """SEC-06: of a mandate that served nobody rewrites signature, state, last debit or creditor;
    none is made ready by hand or comes back.
    """
    facts, clients = site
    things = facts["things"]
    signed = {"last_debit_date": False, "signature_date": "2020-01-01", "signature_town": "Paris", "scheme": "B2B",
              "kind": "one_off",
              "state": "valid", "creditor_identifier": "FR72ZZZ654321", "creditor_name": "Thief",
              "amended_reference": "X", "amended_account": False,
              "company_id": 2, "partner_id": 1}
    signed |= {"last_debit_date": "2020-01-01", "amended_account": True}
    for kind in ("billing", "accountant", "second", "salesperson", "internal", "portal"):
        client = clients[kind]
        for name, value in signed.items():
            _refused(client, "egg.debit.mandate", "write", [things["used_mandate"]], {name: value})
        _refused(client, "egg.debit.mandate", "write", [things["used_mandate"]], {"last_debit_date": False})
        for name in ("state", "bank_account_id", "name", "signature_date"):
            value = {"state": "valid", "bank_account_id": things["other_account"] - 1, "name": "X",
                     "signature_date": "2020-01-01"}[name]
            _refused(client, "egg.debit.mandate", "write", [things["closed_mandate"]], {name: value})
        for state in ("valid", "used", "draft"):
            _refused(client, "egg.debit.mandate", "write", [things["mandate"]],
                     {"state": state if state != "valid" else "suspended"})
        # an accountant says when a mandate that is taken over was debited last: LAW-04
        told = () if kind in ("accountant", "second") else ({"last_debit_date": "2026-01-01"},)
        for values in ({"state": "valid"}, {"creditor_identifier": "FR72ZZZ654321"}, *told):
            _refused(client, "egg.debit.mandate", "create", [{"bank_account_id": things["other_account"]} | values])
        for one in ("mandate", "used_mandate", "closed_mandate"):
            _refused(client, "egg.debit.mandate", "unlink", [things[one]])
    for method in ("action_insert", "action_draft"):
        _refused(clients["billing"], "egg.debit.mandate", method, [things["closed_mandate"]], error=Locked)
    _refused(clients["billing"], "egg.debit.mandate", "action_draft", [things["used_mandate"]], error=Locked)
    for method in ("action_insert", "action_cancel", "action_suspend", "action_draft"):
        for kind in ("reader", "internal", "salesperson", "portal", "stranger"):
            _refused(clients[kind], "egg.debit.mandate", method, [things["mandate"]])
    context = clients["billing"].context | {"default_state": "valid", "default_last_debit_date": "2026-01-01"}
    new = clients["billing"].call("egg.debit.mandate", "create", {"bank_account_id": things["other_account"]},
                                  context=context)
    row = clients["billing"].call("egg.debit.mandate", "read", [new], ["state", "last_debit_date"])[0]
    assert (row["state"], row["last_debit_date"]) == ("draft", False)
    clients["billing"].call("egg.debit.mandate", "write", [new],
                            {"signature_date": "2026-01-01", "signature_town": "Lyon"})
    clients["billing"].call("egg.debit.mandate", "action_insert", [new])
    assert clients["billing"].call("egg.debit.mandate", "read", [new], ["state"])[0]["state"] == "valid"


#: What a user writes on an issued invoice, one at a time.
ISSUED = {
    "name": "INV/2026/09999", "egg_footer": "X", "egg_sender": "X", "egg_company_vat": "X", "egg_partner_vat": "X",
    "egg_comment_1": "<p>X</p>",
    "egg_comment_2": "<p>X</p>", "amount_total": 1.0, "amount_residual": 0.0, "payment_state": "paid",
    "invoice_pdf_report_file": "eA==",
    "posted_before": False, "invoice_date": "2020-01-01", "date": "2020-01-01", "egg_title": "X",
    "narration": "<p>X</p>", "state": "draft",
    "journal_id": 1, "partner_id": 1, "sequence_prefix": "X", "sequence_number": 9,
    "egg_particular_conditions": "<p>X</p>",
}
ISSUED_LINE = {"name": "Y", "price_unit": 1.0, "quantity": 2.0, "discount": 50.0, "balance": 1.0, "debit": 1.0,
               "account_id": 1,
               "sequence": 99, "display_type": "line_note", "parent_state": "draft", "move_name": "X",
               "date": "2020-01-01",
               "extra_tax_data": {"X": 1}}


def test_an_issued_invoice_denies_by_default(site):
    """SEC-05: number, PDF, letterhead, amounts, states and lines of an issued invoice are refused by write,
    list, import, wizard, file.
    """
    facts, clients = site
    things = facts["things"]
    invoice, line = things["invoice"], things["invoice_line"]
    names, line_names = [*ISSUED, "invoice_pdf_report_id", "matched_payment_ids"], list(ISSUED_LINE)
    before = (clients["second"].call("account.move", "read", [invoice], names),
              clients["second"].call("account.move.line", "read", [line], line_names))
    for kind in ("billing", "accountant", "second", "salesperson", "salesperson_all"):
        client = clients[kind]
        keys = client.context | {"skip_readonly_check": True, "force_delete": True, "skip_invoice_sync": True,
                                 "check_move_validity": False,
                                 "egg_paying": True, "skip_account_move_synchronization": True}
        for context in (client.context, keys):
            for name, value in ISSUED.items():
                _refused(client, "account.move", "write", [invoice], {name: value}, context=context)
            for name, value in ISSUED_LINE.items():
                _refused(client, "account.move.line", "write", [line], {name: value}, context=context)
                _refused(client, "account.move", "write", [invoice], {"invoice_line_ids": [[1, line, {name: value}]]},
                         context=context)
                _refused(client, "account.move", "write", [invoice], {"line_ids": [[1, line, {name: value}]]},
                         context=context)
            for command in ([0, 0, {"name": "New", "price_unit": 1.0}], [2, line], [5]):
                _refused(client, "account.move", "write", [invoice], {"invoice_line_ids": [command]}, context=context)
            _refused(client, "account.move", "write", [invoice],
                     {"matched_payment_ids": [[4, things["other_payment"]]]}, context=context)
            _refused(client, "account.move.line", "create", [{"move_id": invoice, "name": "New", "price_unit": 1.0}],
                     context=context)
            _refused(client, "account.move.line", "unlink", [line], context=context)
            _refused(client, "account.move", "unlink", [invoice], context=context)
            _refused(client, "account.move", "button_draft", [invoice], context=context)
            _refused(client, "account.move", "button_cancel", [invoice], context=context)
        for values in ({"raw": "eA=="}, {"datas": "eA=="}, {"res_id": 0}, {"res_field": False},
                       {"res_model": "res.partner"}, {"name": "another.pdf"}):
            _refused(client, "ir.attachment", "write", [things["invoice_file"]], values)
        _refused(client, "ir.attachment", "unlink", [things["invoice_file"]])
        for field in ("invoice_pdf_report_file", "ubl_cii_xml_file"):
            _refused(client, "ir.attachment", "create",
                     [{"name": "x.pdf", "raw": "eA==", "res_model": "account.move", "res_id": invoice,
                                                          "res_field": field}])
    loaded = clients["accountant"].call("account.move", "load", [".id", "egg_footer"], [[str(invoice), "X"]])
    assert loaded["ids"] is False and loaded["messages"]
    context = clients["accountant"].context | {"active_model": "account.move", "active_ids": [invoice]}
    wizard = clients["accountant"].call("account.resequence.wizard", "create", {"first_name": "INV/2026/09000"},
                                        context=context)
    _refused(clients["accountant"], "account.resequence.wizard", "resequence", [wizard], context=context)
    assert before == (clients["second"].call("account.move", "read", [invoice], names),
                      clients["second"].call("account.move.line", "read", [line], line_names))


def test_a_number_by_hand_leaves_no_gap(site):
    """SEC-05: a draft that was made with a far number is not issued under it; the next number by hand is."""
    facts, clients = site
    billing, things = clients["billing"], facts["things"]
    last = max(row["name"] for row in billing.call("account.move", "search_read",
                                                   [("move_type", "=", "out_invoice"), ("state", "=", "posted")],
                                                   ["name"]))
    prefix, number = re.fullmatch(r"(.*?)(\d+)", last).groups()
    def make(step):
        return billing.call("account.move", "create", {
            "move_type": "out_invoice", "partner_id": things["debtor"],
            "name": f"{prefix}{int(number) + step:0{len(number)}}",
            "invoice_line_ids": [[0, 0, {"name": "X", "price_unit": 1.0, "tax_ids": []}]]})
    _refused(billing, "account.move", "action_post", [make(50)], error=Locked)
    billing.call("account.move", "action_post", [make(1)])


def test_a_payment_settles_its_own_customers_invoice(site):
    """SEC-01: a draft, an invoice or a payment by which another customer's
    payment would settle an invoice is refused.
    """
    facts, clients = site
    billing, things = clients["billing"], facts["things"]
    values = {"move_type": "out_invoice", "partner_id": things["debtor"],
              "invoice_line_ids": [[0, 0, {"name": "X", "price_unit": 1.0}]]}
    _refused(billing, "account.move", "create", values | {"matched_payment_ids": [[6, 0, [things["other_payment"]]]]},
             error=Locked)
    draft = billing.call("account.move", "create", values)
    _refused(billing, "account.move", "write", [draft], {"matched_payment_ids": [[4, things["other_payment"]]]},
             error=Locked)
    _refused(billing, "account.payment", "write", [things["other_payment"]], {"invoice_ids": [[4, draft]]},
             error=Locked)
    _refused(billing, "account.payment", "create",
             {"partner_id": 1, "amount": 1, "payment_type": "inbound", "invoice_ids": [[4, draft]]}, error=Locked)


def test_where_customers_pay_is_not_a_salespersons_to_say(site):
    """SEC-12, DOC-17: an account that is not the company's in any text of a quote is refused to sales,
    and told to billing.
    """
    facts, clients = site
    seller, mine = clients["salesperson"], facts["things"]["mine"]
    thief, own = "BE68 5390 0754 7034", "FR14 2004 1010 0505 0001 3M02 606"
    for name in ("egg_footer", "egg_sender", "egg_comment_1", "egg_comment_2", "egg_particular_conditions", "note",
                 "egg_title"):
        for text in (f"Pay to {thief} please", f"IBAN:{thief.replace(' ', '').lower()}",
                     f"<p>{thief[:7]}<b>{thief[7:]}</b></p>"):
            _refused(seller, "sale.order", "write", [mine], {name: text}, error=Locked)
    _refused(seller, "sale.order", "create", {"partner_id": facts["things"]["debtor"], "egg_footer": thief},
             error=Locked)
    (company,) = seller.call("res.company", "read", seller.context["allowed_company_ids"][:1], ["partner_id"])
    home = company["partner_id"][0]
    seller.call("res.partner", "write", [home], {"street2": f"IBAN {thief}"})  # an address makes no account
    _refused(seller, "sale.order", "write", [mine], {"egg_comment_1": thief}, error=Locked)
    seller.call("res.partner", "write", [home], {"street2": False})
    seller.call("sale.order", "write", [mine], {"egg_footer": f"Account {own}, order 12345678901234567890"})
    assert not seller.call("sale.order", "read", [mine], ["egg_payee_warning"])[0]["egg_payee_warning"]
    second = clients["second"]
    second.call("sale.order", "write", [mine], {"egg_footer": f"Account {thief}"})
    assert "BE68 … 7034" in second.call("sale.order", "read", [mine], ["egg_payee_warning"])[0]["egg_payee_warning"]


def test_shared_lists_are_changed_by_who_works_for_all(site):
    """SEC-14: what all companies share is not changed by somebody of one of them; what he adds is his company's."""
    facts, clients = site
    things, client = facts["things"], clients["accountant"]
    for model, row, values in (("egg.payment.mode", things["mode"], {"kind": "direct_debit"}),
                               ("egg.followup.stage", things["stage"], {"delay_days": 99}),
                               ("egg.payment.condition", things["condition"], {"name": "X"}),
                               ("egg.refusal.reason", things["reason"], {"name": "X"}),
                               ("egg.payment.condition", things["condition"], {"line_ids": [[5]]}),
                               ("egg.followup.stage", things["stage"], {"template_ids": [[5]]})):
        _refused(client, model, "write", [row], values)
        _refused(client, model, "unlink", [row])
    _refused(clients["salesperson"], "egg.payment.condition", "write", [things["condition"]], {"name": "X"})
    # each company has its own journal
    client.call("egg.payment.mode", "write", [things["mode"]], {"journal_id": False})
    for model, values in (("egg.payment.mode", {"name": "Mine"}),
                          ("egg.refusal.reason", {"name": "Mine", "company_id": False}),
                          ("egg.followup.stage", {"name": "Mine"})):
        new = client.call(model, "create", values)
        assert client.call(model, "read", [new], ["company_id"])[0]["company_id"], model
        _refused(client, model, "write", [new], {"company_id": False})
        client.call(model, "unlink", [new])


def test_jobs_are_called_once(site):
    """SEC-14: pressing a button again and again leaves one call of its job."""
    facts, clients = site
    client, things = clients["billing"], facts["things"]
    for model, method in (("egg.stripe.run", "action_refresh"), ("egg.stripe.run", "action_resume"),
                          ("egg.sepa.collection", "action_retry"),
                          ("egg.followup.message", "action_retry"), ("payment.transaction", "action_egg_book_again")):
        rows = {"egg.stripe.run": things["stripe_run"], "egg.sepa.collection": things["collection"],
                "egg.followup.message": things["letter"]}
        count = clients["settings"].call("ir.cron.trigger", "search_count", [])
        for _time in range(3):
            client.call(model, method, [rows[model]] if model in rows else [])
            client.call(model, method, [])
        assert clients["settings"].call("ir.cron.trigger", "search_count", []) <= count + 1, method


def test_an_order_opens_whatever_it_was_made_from(site):
    """SEC-15, SEC-14: nobody ties an order to a quote he does not see; one whose quote went to a colleague opens."""
    facts, clients = site
    seller, things = clients["salesperson"], facts["things"]
    _refused(seller, "sale.order", "write", [things["mine"]], {"egg_parent_id": things["hidden"]})
    _refused(seller, "sale.order", "create", {"partner_id": things["debtor"], "egg_parent_id": things["hidden"]})
    spec = {name: {} for name, field in seller.call("sale.order", "fields_get", [], ["type"]).items()
            if name.startswith("egg_") and field["type"] not in ("one2many", "many2many")}
    assert seller.call("sale.order", "web_read", [things["child"]],
                       spec | {"egg_parent_id": {"fields": {"display_name": {}}}})


def _pdf(*objects) -> str:
    """A small PDF of these objects (bytes), in base64; the first is the catalogue."""
    body, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    body += b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1, table, len(objects) + 1, len(body))
    return base64.b64encode(body).decode()


def test_bombs_end_in_words(site):
    """SEC-15: terms that run a program or unpack to hundreds of megabytes,
    a label of a megabyte, odd numbers in an address.
    """
    facts, clients = site
    accountant, seller = clients["accountant"], clients["salesperson"]
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>"
    pages, plain = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", b"<< /Length 4 >>\nstream\n0 0 m\nendstream"
    bomb = zlib.compress(zlib.compress(b"0" * (200 << 20), 9), 9)
    stream = b"<< /Length %d /Filter [/FlateDecode /FlateDecode] >>\nstream\n%s\nendstream" % (len(bomb), bomb)
    catalogue = b"<< /Type /Catalog /Pages 2 0 R %s >>"
    script = b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>"
    for name, file in {
        "opened": _pdf(catalogue % (b"/OpenAction " + script), pages, page, plain),
        "chained": _pdf(catalogue % (b"/OpenAction << /S /GoTo /Next " + script + b" >>"), pages, page, plain),
        "named": _pdf(catalogue % (b"/Names << /JavaScript << /Names [(a) " + script + b"] >> >>"), pages, page, plain),
        "event": _pdf(catalogue % b"", pages, page.replace(b"/Contents", b"/AA << /O " + script + b" >> /Contents"),
                      plain),
        "bomb": _pdf(catalogue % b"", pages, page, stream),
    }.items():
        _refused(accountant, "egg.condition.text", "create", {"name": name, "pdf": file}, error=Locked)
    accountant.call("egg.condition.text", "create",
                    {"name": "Plain", "pdf": _pdf(catalogue % b"/OpenAction [3 0 R /Fit]", pages, page, plain)})
    begun = time.monotonic()
    _refused(seller, "sale.order.line", "write", [facts["things"]["plain_line"]], {"name": "label " * 200_000},
             error=Locked)
    assert time.monotonic() - begun < 5
    for model, ids in (("sale.order", "²"), ("sale.order", "9" * 40), ("sale.order", "4294967296"), ("sale.order", "0"),
                       ("sale.order", "-1"),
                       ("sale.order", "x,,1.5"), ("egg.print.mixin", "1"), ("res.partner", "1"), ("nothing", "1"),
                       ("ir.attachment", "1"),
                       ("sale.order", ",".join(map(str, range(1, 3000))))):
        answer = seller.session.get(f"{seller.address}/egg/print/preview/{model}/{ids}", timeout=60)
        assert answer.status_code in (404, 422), (model, ids, answer.status_code)


def test_stored_files_of_an_invoice_are_made_by_the_program(site):
    """SEC-05: whichever way a file is sent, none takes the place of the PDF or the electronic invoice:
    by a context, on a draft that is issued then, through a message.
    """
    facts, clients = site
    things, invoice = facts["things"], facts["things"]["invoice"]
    forged = base64.b64encode(b"%PDF-1.4 forged").decode()
    values = {"move_type": "out_invoice", "partner_id": things["debtor"],
              "invoice_line_ids": [[0, 0, {"name": "X", "price_unit": 5.0, "tax_ids": []}]]}
    for kind in ("billing", "accountant", "second"):
        client, names = clients[kind], ["invoice_pdf_report_file", "ubl_cii_xml_file"]
        draft = client.call("account.move", "create", values)
        before = [client.call("account.move", "read", [one], names) for one in (invoice, draft)]
        for field in names:
            context = client.context | {"default_res_field": field, f"default_{field}": forged}
            for move in (invoice, draft):
                client.call("ir.attachment", "create", {"name": "x.pdf", "datas": forged, "res_model": "account.move",
                                                        "res_id": move}, context=context)
                client.call("account.move", "message_post", [move], body="x", attachments=[["x.pdf", forged]],
                            context=context)
                _refused(client, "account.move", "write", [move], {field: forged}, error=Locked)
                _refused(client, "ir.attachment", "create", {
                    "name": "x.pdf", "datas": forged, "res_model": "account.move", "res_id": move, "res_field": field},
                    error=Locked)
                plain = client.call("ir.attachment", "create", {
                    "name": "x.pdf", "datas": forged, "res_model": "account.move", "res_id": move})
                _refused(client, "ir.attachment", "write", [plain], {"res_field": field}, error=Locked)
                _refused(client, "ir.attachment", "copy", [plain], {"res_field": field}, error=Locked)
            _refused(client, "account.move", "create", values | {field: forged}, error=Locked)
            made = client.call("account.move", "create", values, context=context)
            assert not client.call("account.move", "read", [made], [field])[0][field]
        assert before == [client.call("account.move", "read", [one], names) for one in (invoice, draft)]
        _refused(client, "account.move", "write", [invoice], {"ubl_cii_xml_file": False})


def test_what_odoo_keeps_on_an_invoice_is_not_written(site):
    """SEC-05: signs of sending, of the inalterable chain, of matching, of networks and providers are no user's."""
    facts, clients = site
    things = facts["things"]
    document = {"inalterable_hash": "X", "secure_sequence_number": 9, "origin_payment_id": things["other_payment"],
                "is_move_sent": True, "egg_refused": True, "egg_refusal_reason_id": things["reason"],
                "egg_is_relayout": True, "transaction_ids": [[6, 0, [things["debit"]]]]}
    known = clients["accountant"].call("account.move", "fields_get", [], ["type"])
    document |= {name: "done" for name in ("peppol_move_state", "peppol_message_uuid") if name in known}
    for kind in ("billing", "accountant", "second"):
        client = clients[kind]
        for name, value in document.items():
            _refused(client, "account.move", "write", [things["invoice"]], {name: value})
        for name, value in {"full_reconcile_id": 1, "matching_number": "I9"}.items():
            _refused(client, "account.move.line", "write", [things["due"]], {name: value})
        context = client.context | {"force_delete": True}
        with pytest.raises(Locked, match="cannot be deleted"):
            client.call("account.move", "unlink", [things["invoice"]], context=context)


def test_debits_by_stripe_stay_linked(site):
    """SEC-07: neither an invoice, a draft nor an order takes a provider's payment, or gives one away."""
    facts, clients = site
    things, billing = facts["things"], clients["billing"]

    def read():
        return clients["second"].call("payment.transaction", "read", [things["debit"]], ["invoice_ids"])

    before = read()
    draft = billing.call("account.move", "create", {"move_type": "out_invoice", "partner_id": things["debtor"]})
    for move in (draft, *before[0]["invoice_ids"]):
        for command in ([6, 0, [things["debit"]] if move == draft else []], [4, things["debit"], 0], [5, 0, 0]):
            _refused(billing, "account.move", "write", [move], {"transaction_ids": [command]})
    _refused(billing, "account.move", "create", {"move_type": "out_invoice", "partner_id": things["debtor"],
                                                 "transaction_ids": [[4, things["debit"], 0]]})
    for command in ([6, 0, [things["debit"]]], [4, things["debit"], 0]):
        _refused(clients["salesperson"], "sale.order", "write", [things["mine"]], {"transaction_ids": [command]})
    assert before == read()


def test_a_payment_received_is_a_fact(site):
    """SEC-01: state, amount, customer, order and deposit document of a payment are not written by hand;
    one payment gives one deposit document, and stays behind it.
    """
    facts, clients = site
    billing, things = clients["billing"], facts["things"]
    order = facts["order"]
    payment = billing.call("sale.order", "egg_register_payment", [order], 30.0, None, None, "deposit")
    payment = payment[0] if isinstance(payment, list) else payment
    facts_of = {"state": "draft", "amount": 9.0, "move_id": False, "egg_order_id": things["mine"],
                "egg_kind": "payment", "partner_id": things["debtor"], "date": "2026-01-01", "payment_type": "outbound",
                "egg_deposit_move_id": things["invoice"]}
    before = billing.call("account.payment", "read", [payment], list(facts_of))
    for kind in ("billing", "accountant", "second"):
        for name, value in facts_of.items():
            _refused(clients[kind], "account.payment", "write", [payment], {name: value})
        _refused(clients[kind], "account.payment", "unlink", [payment])
    assert before == billing.call("account.payment", "read", [payment], list(facts_of))
    second = clients["second"]
    (linked,) = second.call("account.payment", "read", [payment], ["payment_transaction_id", "is_reconciled"])
    for kind in ("billing", "accountant", "second"):
        for name, value in {"payment_transaction_id": things["debit"], "destination_account_id": things["income"],
                            "outstanding_account_id": things["income"], "payment_token_id": things["other_token"],
                            "is_reconciled": not linked["is_reconciled"]}.items():
            _refused(clients[kind], "account.payment", "write", [payment], {name: value})
    new = {"partner_id": things["debtor"], "amount": 5.0, "payment_type": "inbound"}
    _refused(billing, "account.payment", "create", new | {"payment_transaction_id": things["debit"]})
    for values in ({"state": "paid"}, {"state": "in_process"}, {"egg_deposit_move_id": things["invoice"]},
                   {"egg_order_id": order}):
        _refused(billing, "account.payment", "create", new | values)
    context = billing.context | {"default_state": "paid", "default_egg_deposit_move_id": things["invoice"]}
    made = billing.call("account.payment", "create", new, context=context)
    assert billing.call("account.payment", "read", [made], ["state", "egg_deposit_move_id"])[0] == {
        "id": made, "state": "draft", "egg_deposit_move_id": False}
    billing.call("account.payment", "action_post", [made])
    billing.call("account.payment", "action_draft", [made])
    billing.call("account.payment", "write", [made], {"amount": 6.0})
    billing.call("account.payment", "unlink", [made])
    clients["second"].call("res.company", "write", [1], {"egg_deposit_mode": "invoice"})
    document = billing.call("account.payment", "egg_create_deposit_document", [payment])
    _refused(billing, "account.payment", "write", [payment], {"egg_deposit_move_id": False})
    billing.call("account.payment", "read", [payment], ["egg_deposit_move_id"])
    _refused(billing, "account.move", "write", document, {"egg_deposit_payment_ids": [[3, payment, 0]]})
    _refused(billing, "account.payment", "egg_create_deposit_document", [payment], error=Locked)
    billing.call("account.payment", "action_draft", [payment])
    for kind in ("billing", "accountant"):
        _refused(clients[kind], "account.payment", "unlink", [payment])
        for name in ("amount", "egg_order_id", "egg_kind"):
            _refused(clients[kind], "account.payment", "write", [payment], {name: facts_of[name]})
    billing.call("account.payment", "action_post", [payment])
    assert document


#: An account of somebody else, as people and as thieves write it.
FOREIGN = "FR76 3000 6000 0112 3456 7890 189"
WRITTEN = (FOREIGN, FOREIGN.replace(" ", ""), FOREIGN.replace(" ", "\u200b"), FOREIGN.replace(" 6000", "\u200b 6000"),
           FOREIGN.replace("3000", "3\u00ad0\u206000"), FOREIGN.replace(" ", " - "), FOREIGN.replace(" ", "\n"),
           f"AB12 {FOREIGN}", f"IBAN{FOREIGN}", "".join(chr(ord(one) + 0xFEE0) if one != " " else one
                                                        for one in FOREIGN), FOREIGN.replace("0", "\u0660"),
           " ".join(FOREIGN))


def test_no_printed_text_hides_an_account(site):
    """SEC-07: an account of somebody else is refused to sales wherever a document prints what they write,
    and told to billing.
    """
    facts, clients = site
    seller, billing, things = clients["salesperson"], clients["billing"], facts["things"]
    mine, line = things["discounted"], things["plain_line"]
    for number in WRITTEN:
        text = f"Pay to {number} please"
        for name in ("client_order_ref", "egg_billing_address", "egg_title", "note", "egg_footer", "name"):
            _refused(seller, "sale.order", "write", [mine], {name: text}, error=Locked)
        _refused(seller, "sale.order.line", "write", [line], {"name": text}, error=Locked)
        for values in ({"order_line": [[0, 0, {"display_type": "line_note", "name": text}]]},
                       {"order_line": [[1, line, {"name": text}]]},
                       {"order_line": [[1, line, {"egg_third_party_tax_ids": [[0, 0, {"name": text, "amount": 1}]]}]]},
                       {"egg_schedule_line_ids": [[5, 0, 0], [0, 0, {"percent": 100, "title": text}]]}):
            _refused(seller, "sale.order", "write", [mine], values, error=Locked)
        _refused(seller, "sale.order", "egg_register_payment", [mine], 5.0, None, None, "payment", text, error=Locked)
        _refused(seller, "egg.payment.condition", "create", {
            "name": "X", "line_ids": [[0, 0, {"percent": 100, "title": text}]]}, error=Locked)
    seller.call("sale.order", "write", [mine], {"client_order_ref": "PO 7 FR76 3000 of the 12th", "note": "XL20 x"})
    own = billing.call("sale.order", "read", [mine], ["egg_payee_warning"])[0]["egg_payee_warning"]
    assert not own
    billing.call("sale.order.line", "write", [line], {"name": WRITTEN[3]})
    assert billing.call("sale.order", "read", [mine], ["egg_payee_warning"])[0]["egg_payee_warning"]
    _refused(seller, "sale.order", "action_confirm", [mine], error=Locked)
    billing.call("sale.order.line", "write", [line], {"name": "A chair"})


def test_people_of_another_company_are_not_named(site):
    """SEC-10: nobody reads the name of a customer that he may not see by putting him into a task or an event."""
    facts, clients = site
    foreign = facts["elsewhere_partner"]
    event = {"name": "E", "start": "2026-01-01 10:00:00", "stop": "2026-01-01 11:00:00"}
    for kind in ("internal", "salesperson", "billing"):
        client = clients[kind]
        for model, values in (("egg.task", {"name": "T", "due_date": "2026-01-01"}), ("calendar.event", event)):
            _refused(client, model, "create", values | {"egg_customer_id": foreign})
            made = client.call(model, "create", values | {"egg_customer_id": facts["things"]["debtor"]})
            made = made[0] if isinstance(made, list) else made
            _refused(client, model, "write", [made], {"egg_customer_id": foreign})


def test_signed_and_issued_facts_survive_a_merge(site):
    """SEC-06: a contact who signed a mandate, or whose invoices are issued, does not vanish in another firm."""
    facts, clients = site
    second, things = clients["second"], facts["things"]
    other = second.call("res.partner", "create", {"name": "Other", "is_company": True})
    wizard = second.call("base.partner.merge.automatic.wizard", "create", {
        "partner_ids": [[6, 0, [other, things["debtor"]]]], "dst_partner_id": other, "state": "selection"})
    with pytest.raises(Locked, match="mandate|Stripe"):
        second.call("base.partner.merge.automatic.wizard", "action_merge", [wizard])
    assert second.call("egg.debit.mandate", "read", [things["used_mandate"]], ["partner_id"])[0]["partner_id"][0] == (
        things["debtor"])


def _sold(clients, things, amount=1000.0, **values) -> int:
    """A confirmed order of the salesperson."""
    second = clients["second"]
    order = second.call("sale.order", "create", {
        "partner_id": things["debtor"], "order_line": [
            [0, 0, {"product_id": things["product"], "price_unit": amount, "tax_ids": False}]]} | values)
    second.call("sale.order", "action_confirm", [order])
    return order


def _noted(clients, order, amount=300.0, kind="deposit") -> int:
    noted = clients["second"].call("sale.order", "egg_register_payment", [order], amount, None, None, kind)
    return noted[0] if isinstance(noted, list) else noted


def _invoiced(clients, partner, amount=50.0) -> tuple:
    """An issued invoice of billing, and its due item."""
    billing = clients["billing"]
    invoice = billing.call("account.move", "create", {
        "move_type": "out_invoice", "partner_id": partner,
        "invoice_line_ids": [[0, 0, {"name": "Y", "price_unit": amount, "tax_ids": []}]]})
    billing.call("account.move", "action_post", [invoice])
    return invoice, _open_item(billing, invoice)


def _open_item(client, move) -> int:
    (item,) = client.call("account.move.line", "search", [("move_id", "=", move),
                                                         ("account_type", "=", "asset_receivable")])
    return item


def test_a_receipt_given_out_keeps_its_payment(site):
    """SEC-01, PAY-06: what a receipt says was received stays, also while its payment is set back; cancelling it is
    told on the receipt.
    """
    facts, clients = site
    billing, things = clients["billing"], facts["things"]
    clients["second"].call("res.company", "write", [1], {"egg_deposit_mode": "receipt"})
    payment = _noted(clients, _sold(clients, things))
    clients["second"].call("account.payment", "egg_create_deposit_document", [payment])
    changes = {"amount": 5.0, "date": "2026-01-01", "partner_id": things["customer"], "egg_kind": "payment"}
    for method in ("action_draft", "action_cancel"):
        billing.call("account.payment", method, [payment])
        for kind in ("billing", "accountant", "second"):
            for name, value in changes.items():
                _refused(clients[kind], "account.payment", "write", [payment], {name: value})
            _refused(clients[kind], "account.payment", "unlink", [payment])
        (receipt,) = billing.call("egg.deposit.receipt", "search_read", [("payment_id", "=", payment)],
                                  ["state", "amount"])
        assert (receipt["state"], receipt["amount"]) == ("cancelled", 300.0)
    billing.call("account.payment", "action_draft", [payment])
    billing.call("account.payment", "action_post", [payment])
    assert billing.call("account.payment", "read", [payment], ["amount"])[0]["amount"] == 300.0


def test_the_entry_says_what_its_payment_says(site):
    """SEC-01: the entry behind a payment that was noted on an order or an invoice, or stands behind a deposit document,
    is changed by the payment's buttons only.
    """
    facts, clients = site
    second, billing, things = clients["second"], clients["billing"], facts["things"]
    second.call("res.company", "write", [1], {"egg_deposit_mode": "invoice"})
    deposit, plain = (_noted(clients, _sold(clients, things), kind=kind) for kind in ("deposit", "payment"))
    second.call("account.payment", "egg_create_deposit_document", [deposit])
    invoice, _item = _invoiced(clients, things["debtor"])
    billed = billing.call("account.move", "egg_register_payment", [invoice], 50.0)
    billed = billed[0] if isinstance(billed, list) else billed
    for payment in (deposit, plain, billed):
        read = ["amount", "date", "partner_id", "move_id"]
        (before,) = billing.call("account.payment", "read", [payment], read)
        entry = before["move_id"][0]
        lines = billing.call("account.move.line", "search_read", [("move_id", "=", entry)], ["debit", "credit"])
        halves = [[1, line["id"], {side: 5.0}] for line in lines for side in ("debit", "credit") if line[side]]
        for step in ("received", "draft"):
            if step == "draft":
                billing.call("account.payment", "action_draft", [payment])
            for kind in ("billing", "accountant", "second"):
                client = clients[kind]
                keys = client.context | {"force_delete": True, "skip_readonly_check": True, "egg_paying": True,
                                         "check_move_validity": False, "skip_account_move_synchronization": True}
                for context in (client.context, keys):
                    for method in ("button_draft", "button_cancel", "unlink", "action_post"):
                        if (step, method) not in (("draft", "button_draft"), ("received", "action_post")):
                            _refused(client, "account.move", method, [entry], context=context)
                    for values in ({"date": "2026-01-01"}, {"line_ids": halves}, {"partner_id": things["customer"]},
                                   {"state": "draft" if step == "received" else "posted"},
                                   {"origin_payment_id": False}, {"journal_id": 1}):
                        _refused(client, "account.move", "write", [entry], values, context=context)
                    for line in lines:
                        for values in ({"account_id": things["income"]}, {"debit": 7.0}, {"balance": 7.0},
                                       {"partner_id": things["customer"]}, {"payment_id": things["other_payment"]}):
                            _refused(client, "account.move.line", "write", [line["id"]], values, context=context)
                    _refused(client, "account.move.line", "create", [{
                        "move_id": entry, "name": "X", "account_id": things["income"], "debit": 1.0}], context=context)
        billing.call("account.payment", "action_post", [payment])
        assert billing.call("account.payment", "read", [payment], read) == [before]
        (now,) = billing.call("account.move", "read", [entry], ["amount_total", "state"])
        assert (now["amount_total"], now["state"]) == (before["amount"], "posted")
    billing.call("account.payment", "action_draft", [plain])
    billing.call("account.payment", "write", [plain], {"amount": 40.0})
    billing.call("account.payment", "action_post", [plain])
    (payment,) = billing.call("account.payment", "read", [plain], ["move_id"])
    assert billing.call("account.move", "read", [payment["move_id"][0]], ["amount_total"])[0]["amount_total"] == 40.0
    billing.call("account.payment", "action_cancel", [plain])
    for method in ("button_draft", "unlink"):
        _refused(billing, "account.move", method, [payment["move_id"][0]])
    forged = {"move_type": "entry", "line_ids": [[0, 0, {"name": "X", "account_id": things["income"], side: 5.0}]
                                                 for side in ("debit", "credit")]}
    _refused(billing, "account.move", "create", forged | {"origin_payment_id": deposit})
    context = billing.context | {"default_origin_payment_id": deposit}
    _refused(billing, "account.move", "create", forged, context=context)
    _refused(billing, "account.move", "write", [billing.call("account.move", "create", forged)],
             {"origin_payment_id": deposit})
    other = billing.call("account.payment", "create", {"partner_id": things["debtor"], "amount": 5.0,
                                                       "payment_type": "inbound"})
    billing.call("account.payment", "action_post", [other])
    (payment,) = billing.call("account.payment", "read", [other], ["move_id"])
    billing.call("account.move", "button_draft", [payment["move_id"][0]])  # Odoo's own road where nothing was noted


def test_an_issued_invoice_is_settled_by_its_own_customer(site):
    """SEC-05: nobody writes by hand what settles an issued invoice, or settles it with another customer's money;
    registering, assigning and taking away go on.
    """
    facts, clients = site
    billing, second, things = clients["billing"], clients["second"], facts["things"]
    mine = second.call("res.partner", "create", {"name": "Settled", "is_company": True})
    (invoice, item), (foreign, foreign_item) = _invoiced(clients, mine), _invoiced(clients, things["debtor"])

    def pay(partner, amount=50.0):
        payment = billing.call("account.payment", "create", {"partner_id": partner, "amount": amount,
                                                             "payment_type": "inbound"})
        billing.call("account.payment", "action_post", [payment])
        (row,) = billing.call("account.payment", "read", [payment], ["move_id"])
        return _open_item(billing, row["move_id"][0])

    def state(move):
        return billing.call("account.move", "read", [move], ["payment_state", "amount_residual"])[0]

    before = state(invoice), state(foreign)
    own, others = pay(mine), pay(things["debtor"])
    parts = billing.call("account.partial.reconcile", "search", [], limit=1)
    for kind in ("billing", "accountant", "second"):
        client = clients[kind]
        for context in (client.context, client.context | {"egg_reconciling": True, "egg_paying": True}):
            for credit in (foreign_item, own, others):
                _refused(client, "account.partial.reconcile", "create", {
                    "debit_move_id": item, "credit_move_id": credit, "amount": 50.0, "debit_amount_currency": 50.0,
                    "credit_amount_currency": 50.0}, context=context)
            _refused(client, "account.move.line", "write", [own], {"matched_debit_ids": [[0, 0, {
                "debit_move_id": item, "amount": 50.0, "debit_amount_currency": 50.0,
                "credit_amount_currency": 50.0}]]}, context=context)
            _refused(client, "account.full.reconcile", "create", {
                "reconciled_line_ids": [[6, 0, [item, others]]], "partial_reconcile_ids": [[6, 0, parts]]},
                context=context)
            _refused(client, "account.move", "js_assign_outstanding_line", [invoice], others, context=context)
            _refused(client, "account.move.line", "reconcile", [item, others], context=context)
    draft = billing.call("account.move", "create", {
        "move_type": "out_invoice", "partner_id": mine,
        "invoice_line_ids": [[0, 0, {"name": "Y", "price_unit": 50.0, "tax_ids": []}]]})
    _refused(billing, "account.move.line", "reconcile", [_open_item(billing, draft), others])
    assert before == (state(invoice), state(foreign))

    billing.call("account.move", "js_assign_outstanding_line", [invoice], own)
    assert state(invoice)["payment_state"] in ("paid", "in_payment")
    (part,) = billing.call("account.partial.reconcile", "search", [("debit_move_id", "=", item)])
    for values in ({"amount": 1.0}, {"debit_amount_currency": 1.0}, {"credit_move_id": others},
                   {"debit_move_id": foreign_item}, {"full_reconcile_id": False}):
        _refused(billing, "account.partial.reconcile", "write", [part], values)
    billing.call("account.move", "js_remove_outstanding_partial", [invoice], part)
    assert state(invoice) == before[0]
    context = billing.context | {"active_model": "account.move", "active_ids": [invoice]}
    wizard = billing.call("account.payment.register", "create", {}, context=context)
    billing.call("account.payment.register", "action_create_payments", [wizard], context=context)
    assert state(invoice)["payment_state"] in ("paid", "in_payment")
    context = billing.context | {"active_model": "account.move", "active_ids": [foreign]}
    wizard = billing.call("account.payment.register", "create", {}, context=context)
    billing.call("account.payment.register", "write", [wizard], {"partner_id": mine})
    _refused(billing, "account.payment.register", "action_create_payments", [wizard], context=context)
    reversal = billing.call("account.move.reversal", "create", {"journal_id": billing.call(
        "account.move", "read", [foreign], ["journal_id"])[0]["journal_id"][0]}, context=context)
    billing.call("account.move.reversal", "refund_moves", [reversal], context=context)
    (note,) = billing.call("account.move", "search", [("reversed_entry_id", "=", foreign)])
    billing.call("account.move", "action_post", [note])
    if state(foreign)["amount_residual"]:
        billing.call("account.move.line", "reconcile", [foreign_item, _open_item(billing, note)])
    assert state(foreign)["payment_state"] == "reversed"


def test_nobody_marks_a_deposit_invoice_by_hand(site):
    """SEC-01, PAY-06: an invoice is a deposit's because it was made from what was received, never because a user says
    so.
    """
    facts, clients = site
    things = facts["things"]
    values = {"move_type": "out_invoice", "partner_id": things["debtor"],
              "invoice_line_ids": [[0, 0, {"name": "X", "price_unit": 5.0, "tax_ids": []}]]}
    for kind in ("billing", "accountant", "second"):
        client = clients[kind]
        _refused(client, "account.move", "create", values | {"egg_is_deposit": True})
        _refused(client, "account.move", "create", values, context=client.context | {"default_egg_is_deposit": True})
        draft = client.call("account.move", "create", values)
        _refused(client, "account.move", "write", [draft], {"egg_is_deposit": True})
        loaded = client.call("account.move", "load", [".id", "egg_is_deposit"], [[str(draft), "True"]])
        assert loaded["ids"] is False and loaded["messages"]
        _refused(client, "account.move", "copy", [draft], {"egg_is_deposit": True})


def test_what_was_signed_for_stripe_outlives_the_archive(site):
    """SEC-04, STR-14: an account that was declared once keeps what its customer signed, archived and restored."""
    facts, clients = site
    billing, account = clients["billing"], facts["things"]["other_stripe_account"]
    billing.call("egg.stripe.account", "write", [account], {"active": False})
    for active in (False, True):
        billing.call("egg.stripe.account", "write", [account], {"active": active})
        for kind in ("billing", "accountant", "second"):
            for values in ({"iban": "GB29NWBK60161331926819"}, {"partner_id": facts["things"]["debtor"]},
                           {"holder": "X"}, {"mandate_ref": "X"}, {"mandate_date": "2020-01-01"}, {"email": "x@x.fr"},
                           {"stripe_mandate": False}):
                _refused(clients[kind], "egg.stripe.account", "write", [account], values)
            _refused(clients[kind], "egg.stripe.account", "unlink", [account])


def test_nothing_is_handed_to_another_company(site):
    """SEC-06, SEC-14: a user gives no record to a company for which he does not work."""
    facts, clients = site
    things, other = facts["things"], facts["things"]["other_company"]
    billing, accountant = clients["billing"], clients["accountant"]
    rows = (
        (billing, "egg.debit.mandate", {"bank_account_id": things["other_account"]}),
        (billing, "egg.stripe.account", {"partner_id": things["customer"], "iban": "NL91ABNA0417164300",
                                         "email": "d@x.example", "mandate_date": "2026-01-15"}),
        (accountant, "egg.payment.mode", {"name": "Mine"}), (accountant, "egg.refusal.reason", {"name": "Mine"}),
        (accountant, "egg.document.profile", {"name": "Mine"}), (accountant, "egg.condition.text", {"name": "Mine"}),
        (accountant, "egg.followup.stage", {"name": "Mine"}), (billing, "egg.payment.condition", {"name": "Mine"}),
        (clients["internal"], "egg.task", {"name": "Mine", "due_date": "2026-01-01"}),
    )
    for client, model, values in rows:
        made = client.call(model, "create", values)
        _refused(client, model, "write", [made], {"company_id": other})
        (row,) = client.call(model, "read", [made], ["company_id"])
        client.call(model, "write", [made], {"company_id": row["company_id"][0]})


def test_no_language_hides_an_account(site):
    """SEC-07: what is printed is read in every language, whichever road brings it there."""
    facts, clients = site
    seller, billing, things = clients["salesperson"], clients["billing"], facts["things"]
    french = clients["second"].call("res.partner", "create", {"name": "Client", "lang": "fr_FR"})
    condition = seller.call("egg.payment.condition", "create", {
        "name": "C", "line_ids": [[0, 0, {"percent": 100, "title": "Balance"}]]})
    (line,) = seller.call("egg.payment.condition.line", "search", [("condition_id", "=", condition)])
    text = {"fr_FR": f"Payez {FOREIGN}"}
    _refused(seller, "egg.payment.condition.line", "update_field_translations", [line], "title", text, error=Locked)
    _refused(seller, "egg.payment.condition.line", "web_override_translations", [line], {"title": text["fr_FR"]},
             error=Locked)
    _refused(seller, "egg.payment.condition.line", "write", [line], {"title": text["fr_FR"]}, error=Locked,
             context=seller.context | {"lang": "fr_FR"})
    _refused(seller, "egg.payment.condition", "write", [condition], {"line_ids": [[1, line, {
        "title": text["fr_FR"]}]]}, error=Locked, context=seller.context | {"lang": "fr_FR"})
    seller.call("egg.payment.condition.line", "update_field_translations", [line], "title", {"fr_FR": "Solde"})
    order = seller.call("sale.order", "create", {
        "partner_id": french, "egg_condition_id": condition,
        "order_line": [[0, 0, {"product_id": things["product"], "price_unit": 10.0, "tax_ids": False}]]})
    invoice = billing.call("account.move", "create", {
        "move_type": "out_invoice", "partner_id": french, "egg_condition_id": condition,
        "invoice_line_ids": [[0, 0, {"name": "X", "price_unit": 5.0, "tax_ids": []}]]})

    def warnings():
        return [bool(billing.call(model, "read", [one], ["egg_payee_warning"])[0]["egg_payee_warning"])
                for model, one in (("sale.order", order), ("account.move", invoice))]

    assert warnings() == [False, False]
    billing.call("egg.payment.condition.line", "update_field_translations", [line], "title", text)
    assert warnings() == [True, True]
    _refused(seller, "sale.order", "action_confirm", [order], error=Locked)
    _refused(seller, "sale.order", "action_quotation_send", [order], error=Locked)


def test_no_printed_name_is_an_account(site):
    """SEC-07: the customer's VAT number, names of people and codes of products are read where they are printed;
    so is a French account that is written without being an IBAN.
    """
    facts, clients = site
    seller, second, things = clients["salesperson"], clients["second"], facts["things"]
    bank = FOREIGN.replace(" ", "")[4:]
    for written in (bank, f"{bank[:5]} {bank[5:10]} {bank[10:21]} {bank[21:]}", FOREIGN[5:],
                    f"Banque {bank[:5]}, guichet {bank[5:10]}, compte {bank[10:21]}, clé {bank[21:]}"):
        _refused(seller, "sale.order", "write", [things["mine"]], {"note": f"Payez {written}"}, error=Locked)
    for name in ("egg_partner_vat", "egg_company_vat"):
        _refused(seller, "sale.order", "write", [things["mine"]], {name: FOREIGN}, error=Locked)
    german = "DE89370400440532013000"
    partner = second.call("res.partner", "create", {"name": "Client", "is_company": True})
    contact = second.call("res.partner", "create", {"name": "Contact", "parent_id": partner})
    values = {"partner_id": partner, "user_id": facts["users"]["salesperson"], "egg_contact_id": contact,
              "egg_print_seller": True, "egg_print_product_number": True, "order_line": [
                  [0, 0, {"product_id": things["product"], "price_unit": 10.0, "tax_ids": False}]]}

    def warned(order):
        return bool(second.call("sale.order", "read", [order], ["egg_payee_warning"])[0]["egg_payee_warning"])

    def refused(draft, sent):
        assert warned(draft)
        for method in ("action_quotation_sent", "action_confirm"):
            _refused(seller, "sale.order", method, [draft], error=Locked)
        for order in (draft, sent):
            _refused(seller, "sale.order", "action_quotation_send", [order], error=Locked)
            _refused(seller, "sale.order", "message_post", [order], body="x", error=Locked,
                     context=seller.context | {"mark_so_as_sent": True})

    draft, sent = (seller.call("sale.order", "create", values) for _number in range(2))
    seller.call("sale.order", "action_quotation_sent", [sent])
    for model, one, name, before in (("res.partner", contact, "name", "Contact"),
                                     ("res.users", facts["users"]["salesperson"], "name", "salesperson"),
                                     ("product.product", things["product"], "default_code", False)):
        second.call(model, "write", [one], {name: german})
        refused(draft, sent)
        second.call(model, "write", [one], {name: before})
        assert not warned(draft), name
    second.call("res.partner", "write", [partner], {"vat": german})
    drafts = [seller.call("sale.order", "create", values) for _number in range(2)]  # the number is copied
    refused(*drafts)


def test_the_money_of_a_firm_is_told_to_its_own_people(site):
    """CAS-04, QLT-01: over RPC: who reads, writes, plans or takes back nothing of a firm's debits and promises does not
    do so by way of the bank's lines either, and a file that another company drops takes none of its debits back.
    """
    facts, clients = site
    billing, stranger, things = clients["billing"], clients["stranger"], facts["things"]
    [debit] = billing.call("egg.sepa.collection.item", "read", [things["collection_item"]], ["end_to_end", "state"])
    billing.call("egg.sepa.collection", "action_sent", [things["collection"]])
    told = RETURNED.format(reference=debit["end_to_end"]).encode()
    file = {"file": base64.b64encode(told).decode(), "file_name": "bank.xml"}
    for kind in ("reader", "internal", "salesperson", "portal"):
        _refused(clients[kind], "egg.cash.import", "create", file)
    home = billing.call("egg.sepa.collection", "read", [things["collection"]], ["company_id"])[0]["company_id"][0]
    for company in (home, things["other_company"]):
        try:
            form = stranger.call("egg.cash.import", "create", file | {"company_id": company})
            stranger.call("egg.cash.import", "action_import", [form])
        except (Refused, Locked):
            continue
    read = {"fields": ["state", "return_code"]}
    assert billing.call("egg.sepa.collection.item", "read", [things["collection_item"]], **read) == [
        {"id": things["collection_item"], "state": debit["state"], "return_code": False}]

    table = base64.b64encode(b"Date;Libelle;Montant\n02/03/2026;VIREMENT;100,00\n").decode()
    journal = billing.call("account.journal", "search", [("type", "=", "bank"), ("company_id", "=", home)], limit=1)[0]
    form = billing.call("egg.cash.import", "create", {"file": table, "file_name": "bank.csv", "journal_id": journal})
    billing.call("egg.cash.import", "action_import", [form])
    billing.call("egg.cash.import", "action_import_table", [form])
    [row] = billing.call("egg.cash.line", "search", [("label", "=", "VIREMENT")])
    for kind in ("stranger", "reader", "internal", "salesperson", "portal"):
        for method in ("action_validate", "action_propose", "action_undo", "action_set_aside", "action_next_choice"):
            _refused(clients[kind], "egg.cash.line", method, [row])
        _refused(clients[kind], "egg.cash.line", "write", [row], {"item_ids": [[6, 0, [things["due"]]]]})
    for kind in ("stranger", "internal", "salesperson", "portal"):
        _refused(clients[kind], "egg.cash.line", "read", [row], ["pays", "label"])
        _refused(clients[kind], "account.move.line", "write", [things["due"]], {
            "egg_promise_date": "2026-12-01", "egg_promise_amount": 100.0})
    for method in ("_get_promises", "_get_collections", "_make_promise", "_propose"):
        _refused(clients["second"], "egg.cash.line", method, [row])

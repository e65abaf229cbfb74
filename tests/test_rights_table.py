"""The table of rights, asked over HTTP: each model, field and public method of the suite,
by each kind of user (SEC-14).

What is meant stands in `support/rights_table.py`; a model, a field or a method that is not there fails, and so does one
that is not as said.
"""

import pytest
import requests

from .support import rights_table as table
from .test_rights import KINDS, Locked, Refused, site  # noqa: F401 - the fixture

#: A value for each argument of a method that has some.
ARGUMENTS = {"get_planning_tasks": ["2026-01-01", "2026-01-31"], "egg_set_state": ["draft"],
             "egg_register_payment": [1.0],
             "action_egg_move_forecast": [1, 1], "get_screen_action": ["quote"], "open_waiting": ["late"],
             "barcode": ["UPCA", ""]}
#: Public methods are tried by these: they are of no group that the documents below are for.
OUTSIDERS = ("internal", "portal", "stranger")


def _letters(client, model) -> str:
    return "".join(letter for letter, operation in zip("rwcd", ("read", "write", "create", "unlink"), strict=True)
                   if client.call(model, "has_access", [], operation))


def test_each_model_is_as_the_table_says(site):  # noqa: F811
    """SEC-14: who reads, writes, creates and deletes in each model of the suite."""
    facts, clients = site
    assert set(facts["models"]) == set(table.MODELS), "each model of the suite has its row"
    found = {model: {kind: letters for kind in KINDS if (letters := _letters(clients[kind], model))}
             for model in facts["models"]}
    assert found == {model: table.expand(row) for model, row in table.MODELS.items()}


def test_what_one_may_not_read_is_told_in_no_other_way(site):  # noqa: F811
    """SEC-14: whoever may not read a model neither searches, groups, exports,
    names nor opens it, nor takes its files by address.
    """
    facts, clients = site
    for model in facts["models"]:
        for kind in KINDS:
            if "r" in table.expand(table.MODELS[model]).get(kind, ""):
                continue
            client, row = clients[kind], facts["here"].get(model) or 1
            for method, arguments in (
                ("search_read", [[], ["id"]]),
                ("web_search_read", [[], {"display_name": {}}]), ("formatted_read_group", [[], [], ["__count"]]),
                ("export_data", [[row], ["display_name"]]), ("read", [[row], ["id"]]),
                ("web_read", [[row], {"display_name": {}}]), ("search_count", [[]]),
                ("name_search", [""]),
            ):
                with pytest.raises(Refused):
                    client.call(model, method, *arguments)
                    pytest.fail(f"{kind} may {model}.{method}")
    for name in ("collection_file", "invoice_file"):
        for kind in ("internal", "portal", "stock", "buyer", "stranger",
                     "salesperson" if name == "collection_file" else "internal"):
            address = f"{clients[kind].address}/web/content/{facts['things'][name]}"
            assert clients[kind].session.get(address, timeout=60).status_code in (403, 404), (name, kind)


def test_fields_on_odoos_models_are_as_the_table_says(site):  # noqa: F811
    """SEC-14, SEC-13: which fields of the suite each kind of user has on Odoo's models;
    the portal has those that are meant for customers.
    """
    facts, clients = site
    known = {model: sorted(table.fields_of(model)) for model in table.FIELDS}
    assert facts["egg_fields"] == known, "each field has its row"
    for model in facts["egg_fields"]:
        for kind in KINDS:
            if not clients[kind].call(model, "has_access", [], "read"):
                continue
            found = {name for name in clients[kind].call(model, "fields_get", [], ["type"]) if name.startswith("egg_")}
            assert found == table.fields_for(model, kind), (model, kind)


def test_each_public_method_is_as_the_table_says(site):  # noqa: F811
    """SEC-14, SEC-07: bystanders, customers and other companies who call a method on a
    record of this one are refused, or told nothing.
    """
    facts, clients = site
    found = {model: sorted(methods) for model, methods in facts["methods"].items()}
    assert found == {model: sorted(table.methods_of(model))
                     for model in table.METHODS}, "each public method has its row"
    things, wrong = facts["things"], []
    rows = facts["here"] | things["rows"]
    for model, methods in facts["methods"].items():
        for method, shape in methods.items():
            meant = table.methods_of(model)[method]
            arguments = [*([] if shape["model"] else [[rows.get(model, 1)]]),
                         *ARGUMENTS.get(method, [False] * shape["arguments"])]
            for kind in OUTSIDERS:
                try:
                    answer = clients[kind].call(model, method, *arguments)
                except (Refused, Locked):
                    continue
                except AssertionError as fault:  # an odd input ends in words, but for what is Odoo's own
                    answer = {} if model == "ir.actions.report" else fault
                is_window = answer is None or isinstance(answer,
                                                         dict) and str(answer.get("type", "")).startswith("ir.actions.")
                if meant == table.REFUSED or meant == table.WINDOW and not is_window:
                    wrong.append((model, method, kind, str(answer)[:80]))
    assert not wrong, "\n".join(map(str, wrong))


def test_a_visitor_is_shown_nothing(site):  # noqa: F811
    """SEC-14, SEC-07: who is logged in nowhere calls no model by any road, opens no file, and the suite's own pages
    send him to the log-in.
    """
    facts, clients = site
    address, visitor = clients["internal"].address, requests.Session()
    for model in facts["models"]:
        for method in ("search_read", "name_search", "fields_get", "web_search_read", "export_data", "create"):
            call = {"jsonrpc": "2.0", "method": "call",
                    "params": {"model": model, "method": method, "args": [], "kwargs": {}}}
            answer = visitor.post(f"{address}/web/dataset/call_kw", json=call, timeout=60).json()
            assert answer["error"]["data"]["name"] == "odoo.http.SessionExpiredException", (model, method, answer)
        assert visitor.post(f"{address}/json/2/{model}/search_read", json={"domain": []}, timeout=60).status_code == 401
    for name, file in facts["things"].items():
        if name.endswith("_file"):
            assert visitor.get(f"{address}/web/content/{file}", timeout=60).status_code in (403, 404), name
    for page in ("/my/due", "/my/sent", "/my/mandates", "/my/mandates/1/pdf", "/egg/print/preview/account.move/1"):
        answer = visitor.get(address + page, timeout=60, allow_redirects=False)
        assert answer.status_code == 303 and "/web/login" in answer.headers["Location"], page

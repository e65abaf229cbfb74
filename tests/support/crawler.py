"""Opens all that a person can reach in a database, as the web client does,
whatever addons are installed there (ARC-08).

Menus, their windows with each of their views, the actions bound to lists and forms, the forms of Odoo's own records,
the settings.
"""

import json

from .databases import run_script

#: Odoo's own records on whose screens the suite stands.
RECORDS = ("account.move", "account.move.line", "account.journal", "account.payment", "res.partner", "res.partner.bank",
           "res.company",
           "product.template", "sale.order", "purchase.order", "stock.picking", "crm.lead", "calendar.event",
           "payment.provider",
           "payment.transaction")
_SCRIPT = """
import json
from lxml import etree
from odoo.exceptions import UserError
from odoo.tools.safe_eval import safe_eval

env = env(user=env.ref("base.user_admin").id)
opened, faults = [], []


def specify(model, node):
    \"\"\"What the client asks for: the fields of a view, those of the lists inside it too.\"\"\"
    spec = {}
    for one in node.iterdescendants("field"):
        if next(one.iterancestors("field"), None) is not (node if node.tag == "field" else None):
            continue
        field = model._fields[one.get("name")]  # a field that is not there is a fault
        inner = spec.setdefault(one.get("name"), {})
        if field.relational:
            inner.setdefault("fields", {}).update(specify(model.env[field.comodel_name], one) or {"display_name": {}})
    return spec


def open_views(model, views, domain=(), context=None, options=None):
    \"\"\"As the client opens a window: its views in one call, then their records.\"\"\"
    model = model.with_context(**(context or {}))
    answer = model.get_views(views, options or {"toolbar": True})["views"]
    for kind, view in answer.items():
        arch = etree.fromstring(view["arch"])
        spec = specify(model, arch)
        if kind == "search":
            continue
        if kind == "form" or model._transient:
            record = model.browse() if model._transient else model.search(list(domain), limit=1)
            if record:
                record.web_read(spec)
            if arch.get("create") != "0":
                model.onchange({}, [], spec)
        elif kind in ("list", "kanban", "activity", "calendar", "gantt"):
            model.web_search_read(list(domain), spec, limit=3)


def attempt(what, function, may_tell=False):
    \"\"\"Open it; a window that is opened from a list only may tell people so instead.\"\"\"
    try:
        with env.cr.savepoint():
            function()
        opened.append(what)
    except Exception as fault:
        if may_tell and isinstance(fault, UserError):
            return
        faults.append(f"{what}: {type(fault).__name__} {str(fault)[:300]}")


def evaluate(text, active=None):
    if not isinstance(text, str):
        return text or {}
    values = {"uid": env.uid, "active_id": active, "active_ids": [active] if active else [],
        "allowed_company_ids": env.companies.ids,
              "context": {}}
    return safe_eval(text or "{}", values)


def open_action(action, active=None):
    values = action._get_action_dict()
    model = env[values["res_model"]]
    search = values.get("search_view_id") or [False]
    views = [*values["views"], [search[0] if isinstance(search, (list, tuple)) else search, "search"]]
    open_views(model, views, evaluate(values["domain"] or "[]", active), evaluate(values["context"], active),
               {"action_id": action.id, "toolbar": True})


# Menus
tree = env["ir.ui.menu"].load_menus(False)
root = env.ref("egg_billing.menu_egg_root", raise_if_not_found=False)
waiting, shown = list(tree[root.id]["children"]) if root and root.id in tree else [], []
while waiting:
    menu = tree[waiting.pop()]
    name = menu["xmlid"]
    shown.append(name)
    waiting += menu["children"]
    if not menu["children"] and not menu["action_id"]:
        faults.append(f"{name}: an empty menu")
    if menu["action_model"] == "ir.actions.act_window":
        attempt(f"menu {name}", lambda menu=menu: open_action(env["ir.actions.act_window"].browse(menu["action_id"])))
    elif menu["action_id"]:
        attempt(f"menu {name}", lambda menu=menu:
            env[menu["action_model"]].browse(menu["action_id"])._get_action_dict())
# What the suite offers on lists and forms, and the windows that its buttons open
data = env["ir.model.data"].sudo().search([("module", "=like", "egg\\\\_%"), ("model", "=", "ir.actions.act_window")])
for one in data:
    action = env["ir.actions.act_window"].sudo().browse(one.res_id)
    bound = action.binding_model_id.model
    active = env[bound].search([], limit=1).id if bound else None
    context = {"active_model": bound, "active_id": active, "active_ids": [active]} if active else {}
    attempt(f"action {one.module}.{one.name}", lambda action=action, active=active, context=context: open_action(
        action.with_env(env).with_context(**context), active), may_tell=True)
# Odoo's own records
for name in [one for one in RECORDS if one in env]:
    attempt(f"record {name}", lambda name=name: open_views(env[name], [(False, "form"), (False, "list"), (False,
        "search")]))
# Settings: opened, and saved as they are
def settings():
    model = env["res.config.settings"]
    open_views(model, [(False, "form")])
    model.create({}).execute()
attempt("settings", settings)
arch = etree.fromstring(env["res.config.settings"].get_views([(False, "form")])["views"]["form"]["arch"])
blocks = [block.get("name") or block.get("title") for block in arch.xpath("//app[@name='egg_billing']//block")]
installed = env["ir.module.module"].sudo().search([("state", "=", "installed")]).mapped("name")
env.cr.rollback()
print("CRAWLED " + json.dumps({"opened": opened, "faults": faults, "menus": sorted(shown), "blocks": blocks,
    "installed": sorted(installed)}))
"""


def crawl(database: str) -> dict:
    """Open everything; return what was `opened`, the `faults`, the `menus` shown,
    the `blocks` of the settings, the addons `installed`.
    """
    output = run_script(database, f"RECORDS = {RECORDS!r}\n{_SCRIPT}", timeout=600)
    return json.loads(next(line for line in output.splitlines() if line.startswith("CRAWLED "))[8:])

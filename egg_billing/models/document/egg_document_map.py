from itertools import chain
from typing import NamedTuple

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import format_date
from odoo.tools.misc import formatLang

from ...core.document_map import build_forest

MAX_NODES = 300


class Collected(NamedTuple):
    """What a document is linked with: ids by model, pairs of keys, and whether there is more than is shown."""

    found: dict
    links: set
    truncated: bool


class EggDocumentMap(models.AbstractModel):
    """The hierarchy of related documents, whatever document one starts from.

    A model takes part by two methods (`egg.map.mixin`), and needs nothing else:

    - `_get_egg_map_links()`: set of (parent key, child key) known from these records; a key is (model name, id), with a
      third item for a second node of the same record.
    - `_prepare_egg_map_nodes()`: {key: node} as made by `egg.document.map._prepare_node()`.
    """

    _name = "egg.document.map"
    _description = "Document Map"

    @api.model
    def get_map(self, res_model: str, res_id: int) -> dict:
        """Return the whole tree around one document, for the client.

        :returns: {"roots": [node], "count": number of nodes, "truncated": True when there are more}; each node has
            "children".
        :raises AccessError: when the user may not read the document itself.
        """
        if res_model not in self.env or not hasattr(self.env[res_model], "_prepare_egg_map_nodes"):
            raise UserError(self.env._("There is no document map for this kind of record."))
        document = self.env[res_model].browse(res_id).exists()
        document.check_access("read")
        if not document:
            return {"roots": [], "count": 0, "truncated": False}
        found, links, truncated = self._collect(document)
        nodes = {}
        for model, ids in found.items():
            nodes |= self.env[model].browse(sorted(ids))._filtered_access("read")._prepare_egg_map_nodes()
        keys = sorted(nodes, key=lambda key: (nodes[key]["rank"], nodes[key]["sort_date"], key[1], len(key)))
        forest = build_forest(keys, sorted(links, key=str))
        current = self._get_current_key(document, nodes)

        def attach(key):
            children = [attach(child) for child in forest.get(key, [])]
            return nodes[key] | {"current": key == current, "children": children}

        return {"roots": [attach(key) for key in forest[None]], "count": len(nodes), "truncated": truncated}

    @api.model
    def _prepare_action(self, record) -> dict:
        """Return the action that shows the map around one record."""
        record.ensure_one()
        return {
            "type": "ir.actions.client",
            "tag": "egg_document_map",
            "name": self.env._("Related documents"),
            "target": "new",
            "params": {"res_model": record._name, "res_id": record.id},
        }

    @api.model
    def _collect(self, document) -> Collected:
        """Walk along the links, level by level and model by model:
        the queries depend on the depth, not on the number.
        """
        found, links = {document._name: set(document.ids)}, set()
        frontier = {document._name: set(document.ids)}
        while frontier and sum(map(len, found.values())) < MAX_NODES:
            level = set()
            for model, ids in frontier.items():
                # The chain must not break at a document this user may not see: what may be shown is decided on the
                # nodes.
                records_sudo = self.env[model].sudo().browse(ids)
                level |= records_sudo._get_egg_map_links()
            links |= level
            frontier = {}
            for key in chain.from_iterable(level):
                if key[0] in self.env and key[1] not in found.setdefault(key[0], set()):
                    found[key[0]].add(key[1])
                    frontier.setdefault(key[0], set()).add(key[1])
        return Collected(found, links, bool(frontier))

    @api.model
    def _get_current_key(self, document, nodes):
        """The node to mark: of two nodes of one record (quote and order), the later one."""
        keys = [key for key in nodes if key[:2] == (document._name, document.id)]
        return min(keys, key=len, default=None)

    @api.model
    def _prepare_node(self, record, kind: str, kind_label: str, rank: int, **values) -> dict:
        """Build one node for the client; amounts and dates are written out for the user's language.

        :param kind: "invoice", "credit_note"...: for the style of the node.
        :param rank: order among siblings, in steps of ten.
        :param values: icon (a class of Font Awesome), number, title, partner, date, state, state_label, untaxed, total,
            balance, currency, salesperson.
        """
        currency = values.get("currency")
        day = values.get("date")

        def money(name):
            amount = values.get(name)
            return False if amount is None or not currency else formatLang(self.env, amount, currency_obj=currency)

        return {
            "model": record._name,
            "res_id": record.id,
            "kind": kind,
            "kind_label": kind_label,
            "icon": values.get("icon") or "fa-file-o",
            "rank": rank,
            "sort_date": str(day or ""),
            "number": values.get("number") or self.env._("Draft"),
            "title": values.get("title") or False,
            "partner": values.get("partner") or False,
            "date": format_date(self.env, day) if day else False,
            "state": values.get("state") or False,
            "state_label": values.get("state_label") or False,
            "untaxed": money("untaxed"),
            "total": money("total"),
            "balance": money("balance"),
            "salesperson": values.get("salesperson") or False,
        }

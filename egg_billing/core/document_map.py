"""The tree of related documents, from plain keys and links. No Odoo here."""
from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping


def build_forest(keys: Iterable[Hashable],
                 links: Iterable[tuple[Hashable, Hashable]]) -> dict[Hashable | None, list[Hashable]]:
    """Arrange documents as a hierarchy: {parent: [children]}, the roots under None.

    A document with several parents stands under the one that is deepest in the chain (an order made from a quote of a
    deal stands under the quote, not under the deal). Parents that are not among the keys are ignored, and so are links
    that would close a circle. Each key appears exactly once; the order of `keys` is kept.

    :param keys: documents to place, in the order to show them.
    :param links: (parent, child) pairs.
    """
    order = {key: rank for rank, key in enumerate(dict.fromkeys(keys))}
    parents: dict[Hashable, list[Hashable]] = {key: [] for key in order}
    for parent, child in links:
        if parent in order and child in order and parent != child and parent not in parents[child]:
            parents[child].append(parent)
    depths: dict[Hashable, int] = {}
    for key in order:
        _measure_depth(key, parents, depths)
    forest: dict[Hashable | None, list[Hashable]] = {None: []}
    for key in order:
        above = [parent for parent in parents[key] if depths[parent] < depths[key]]
        parent = max(above, key=lambda candidate: (depths[candidate], -order[candidate]), default=None)
        forest.setdefault(parent, []).append(key)
    return forest


def _measure_depth(key: Hashable, parents: Mapping[Hashable, list[Hashable]], depths: dict[Hashable, int]) -> None:
    """Store the length of the longest chain above `key`; without recursion, so that long chains are fine."""
    stack, open_keys = [key], set()
    while stack:
        current = stack[-1]
        if current in depths:
            stack.pop()
            continue
        open_keys.add(current)
        missing = [parent for parent in parents[current] if parent not in depths and parent not in open_keys]
        if missing:
            stack.extend(missing)
            continue
        known = [depths[parent] for parent in parents[current] if parent in depths]
        depths[current] = max(known, default=-1) + 1
        open_keys.discard(current)
        stack.pop()

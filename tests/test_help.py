"""Screens that teach: what an empty list says, and what a button without words is called,
in English and in French (QLT-02).
"""

import json

from lxml import etree

from .support.databases import sql

from egg_dev import odoo, paths  # isort: skip

ACTIONS = """
    SELECT d.module || '.' || d.name, replace(a.help::text, '|', '/') FROM ir_act_window a
      JOIN ir_model_data d ON d.model = 'ir.actions.act_window' AND d.res_id = a.id
     WHERE d.module LIKE 'egg\\_%' AND a.view_mode LIKE '%list%' ORDER BY 1"""


def _texts(html: str) -> list:
    """Paragraphs of a help text that say something."""
    return [text for one in etree.HTML(html).iter("p") if (text := " ".join("".join(one.itertext()).split()))]


def test_every_list_teaches_when_it_is_empty():
    """QLT-02: each list of the suite has a help text of a title and a sentence,
    in English and, with other words, in French.
    """
    rows = sql(odoo.ensure_suite_template(), ACTIONS)
    assert len(rows) > 25
    wrong = {}
    for action, text in rows:
        told = {lang: _texts(html) for lang, html in json.loads(text or "{}").items() if html}
        english, french = told.get("en_US", []), told.get("fr_FR", [])
        if len(english) < 2 or len(french) != len(english) or set(english) & set(french):
            wrong[action] = told
    assert not wrong


def test_every_button_has_a_name():
    """QLT-02: a button that shows only an icon has a name for the hovering mouse and the screen reader."""
    nameless = []
    for path in sorted(one for addon in paths.ADDONS for one in (paths.ROOT / addon).rglob("*.xml")
                       if "static" not in one.parts):
        for button in etree.parse(path).iter("button"):
            words = [button.get(name)
                     for name in ("string", "title", "aria-label", "data-tooltip")] + list(button.itertext())
            is_anchor = button.get("position") is not None  # names a button of another view
            if button.get("name") and not is_anchor and not any((one or "").strip()
                                                                for one in words) and not button.findall(".//field"):
                nameless.append(f"{path.relative_to(paths.ROOT)}: {button.get('name')}")
    assert not nameless

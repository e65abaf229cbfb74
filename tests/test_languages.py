"""Catalogues of other languages than French hold what customers read, whole (SCR-12)."""

import re

import polib
import pytest

from .support import databases  # noqa: F401  (puts scripts/ on the path)

from egg_dev import paths  # isort: skip
from egg_dev.customer_words import is_for_customers  # isort: skip

LANGUAGES = ("de",)
#: What a translation must keep: values, variables, elements of templates.
KEPT = re.compile(r"%\(\w+\)[sd]|\{\{.*?\}\}|t-\w+=\"[^\"]*\"|</?\w+")


def read(addon, language) -> dict:
    """{text: translation} of a catalogue; nothing where the addon has none."""
    path = paths.ROOT / addon / f"i18n/{language}.po"
    return {entry.msgid: entry.msgstr for entry in polib.pofile(str(path))} if path.exists() else {}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("addon", paths.ADDONS)
def test_what_customers_read_is_translated(addon, language):
    """SCR-12: each text of paper, letters, mails and portal has its translation, and the catalogue holds no other."""
    french = polib.pofile(str(paths.ROOT / addon / "i18n/fr.po"))
    wanted = {entry.msgid for entry in french if is_for_customers(entry)}
    found = read(addon, language)
    assert {text for text, translation in found.items() if translation} == wanted


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("addon", paths.ADDONS)
def test_translations_keep_values_and_elements(addon, language):
    """SCR-12: names of values, fields of templates and elements are as in the English text."""
    broken = [text for text, translation in read(addon, language).items()
              if sorted(KEPT.findall(text)) != sorted(KEPT.findall(translation))]
    assert broken == []


def test_each_text_names_its_addon():
    """SCR-12: Odoo does not install an addon whose catalogue has a text of no addon, as a merge may leave it."""
    nameless = [f"{path.relative_to(paths.ROOT)}: {entry.msgid[:60]}" for addon in paths.ADDONS
                for path in sorted((paths.ROOT / addon / "i18n").glob("*.po*"))
                for entry in polib.pofile(str(path)) if "module: " not in entry.comment]
    assert nameless == []

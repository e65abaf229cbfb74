"""Each addon is a pip package too, for people who deploy that way."""

import ast
import subprocess
import zipfile
from collections import Counter

import pytest
from lxml import etree

from .support import databases  # noqa: F401  (puts scripts/ on the path)

from egg_dev import paths  # isort: skip


@pytest.mark.parametrize("addon", paths.ADDONS)
def test_addon_builds_as_a_package(addon, tmp_path):
    """QLT-04: `pip install ./addon` gets a package with the addon's files, its views included, and its dependencies."""
    command = [paths.PYTHON, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "--no-index", "-w", tmp_path,
               paths.ROOT / addon]
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        metadata = archive.read(next(name for name in names if name.endswith("METADATA"))).decode()
    assert f"odoo/addons/{addon}/__manifest__.py" in names
    manifest = ast.literal_eval((paths.ROOT / addon / "__manifest__.py").read_text())
    assert {f"odoo/addons/{addon}/{name}" for name in manifest.get("data", [])} <= set(names)
    assert "odoo==19.0.*" in metadata
    if addon != "egg_billing":
        assert "odoo-addon-egg" in metadata.lower()


@pytest.mark.parametrize("addon", paths.ADDONS)
def test_each_record_has_a_name_of_its_own(addon):
    """QLT-04: no two records of an addon share an identifier; the second would silently take the place of the first."""
    manifest = ast.literal_eval((paths.ROOT / addon / "__manifest__.py").read_text())
    files = [paths.ROOT / addon / name for name in manifest.get("data", []) if name.endswith(".xml")]
    names = Counter(one.get("id") for file in files for one in etree.parse(str(file)).iter("record", "template", "menuitem") if one.get("id"))
    assert [name for name, count in names.items() if count > 1] == []


@pytest.mark.parametrize("addon", paths.ADDONS)
def test_each_test_file_is_seen_by_odoo(addon):
    """QLT-04: Odoo's own runner sees the modules that `tests/__init__.py` imports, each under a name of its own: no test file is left out."""
    folder = paths.ROOT / addon / "tests"
    tree = ast.parse((folder / "__init__.py").read_text())
    named = [(one.module or "", alias.asname or alias.name) for one in ast.walk(tree) if isinstance(one, ast.ImportFrom) for alias in one.names]
    files = [file.relative_to(folder) for file in folder.rglob("test_*.py")]
    assert sorted(named) == sorted((".".join(file.parts[:-1]), file.stem) for file in files)
    assert len({name for _folder, name in named}) == len(named)

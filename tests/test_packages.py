"""Each addon is a pip package too, for people who deploy that way."""

import ast
import re
import subprocess
import sys
import zipfile
from collections import Counter
from email import message_from_bytes

import pytest
from lxml import etree, html

from .support.databases import cloned, sql

from egg_dev import console, odoo, odoo_source, paths  # isort: skip

try:
    import tomllib
except ImportError:  # Python 3.10
    import tomli as tomllib

FOLDERS = [paths.ROOT / addon for addon in paths.SHIPPED]
README = ("DESCRIPTION.md", "CONFIGURE.md", "USAGE.md")
PIP = ["-m", "pip", "--disable-pip-version-check", "--no-input"]


def manifest(addon) -> dict:
    return ast.literal_eval((paths.ROOT / addon / "__manifest__.py").read_text())


def python_packages(addon) -> list:
    return manifest(addon).get("external_dependencies", {}).get("python", [])


def package(addon) -> str:
    return f"odoo-addon-{addon.replace('_', '-')}"


@pytest.fixture(scope="module")
def wheels(tmp_path_factory):
    """The addons' wheels, built as pip builds them from their folders."""
    folder = tmp_path_factory.mktemp("wheels")
    options = ["wheel", "-q", "--no-deps", "--no-build-isolation", "--no-index", "-w", folder]
    console.run([paths.PYTHON, *PIP, *options, *FOLDERS], log="wheels")
    return folder


@pytest.mark.parametrize("addon", paths.SHIPPED)
def test_package_says_what_the_manifest_says(addon):
    """QLT-04: version, addons and Python packages of an addon's package are its manifest's; Odoo is not asked for."""
    project = tomllib.loads((paths.ROOT / addon / "pyproject.toml").read_text())["project"]
    values = manifest(addon)
    assert (project["name"], project["version"]) == (package(addon), values["version"])
    assert project["description"] == values["summary"]
    addons = [f"{package(name)}==19.0.*" for name in values["depends"] if name.startswith("egg_")]
    assert project["dependencies"] == addons + python_packages(addon)


def test_requirements_are_those_of_the_addons():
    """QLT-04: requirements.txt, for who puts the folder on the addons path, asks for what the packages ask for."""
    lines = [line.split("#")[0].strip() for line in (paths.ROOT / "requirements.txt").read_text().splitlines()]
    assert sorted(filter(None, lines)) == sorted({one for addon in paths.SHIPPED for one in python_packages(addon)})


@pytest.mark.parametrize("addon", paths.SHIPPED)
def test_addon_builds_as_a_package(addon, wheels):
    """QLT-04: `pip install ./addon` gets a package with all of the addon's files but its tests, and nothing else."""
    [wheel] = wheels.glob(f"odoo_addon_{addon}-19*.whl")
    with zipfile.ZipFile(wheel) as archive:
        [about] = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
        metadata = message_from_bytes(archive.read(about))
    ours = ["git", "-C", paths.ROOT, "ls-files", "--cached", "--others", "--exclude-standard", addon]
    tracked = console.run(ours, log="wheels").split()
    left_out = (f"{addon}/tests/", f"{addon}/pyproject.toml")
    files = [name for name in tracked if not name.startswith(left_out) and (paths.ROOT / name).exists()]
    assert names == {f"odoo/addons/{name}" for name in files}
    assert {f"odoo/addons/{addon}/{name}" for name in manifest(addon).get("data", [])} <= names
    asked = metadata.get_all("Requires-Dist", [])
    assert not any(re.match(r"odoo\b(?!-addon)", one) for one in asked)


@pytest.mark.parametrize("addon", paths.SHIPPED)
def test_addon_shows_what_it_is(addon):
    """QLT-04: each addon has a description, its set-up and its use, an icon, and a page with the same words."""
    texts = [(paths.ROOT / addon / "readme" / name).read_text() for name in README]
    assert all(text.strip() for text in texts)
    described = paths.ROOT / addon / "static/description"
    assert (described / "icon.png").read_bytes().startswith(b"\x89PNG")
    page = html.fromstring((described / "index.html").read_text())
    assert page.findtext("h1") == manifest(addon)["name"]
    plain = [re.sub(r"[`*]|^(?:-|\d+\.) ", "", text, flags=re.MULTILINE) for text in texts]
    wanted = " ".join([manifest(addon)["name"], plain[0], "Set-up", plain[1], "Use", plain[2]])
    assert page.text_content().replace("*", "").split() == wanted.split()


def test_each_addon_has_an_icon_of_its_own():
    """QLT-04: in the list of apps no two addons of the suite look the same."""
    icons = Counter((folder / "static/description/icon.png").read_bytes() for folder in FOLDERS)
    assert max(icons.values()) == 1


def model_folders(addon) -> set:
    return {one.parent.name for one in (paths.ROOT / addon).glob("models/*/__init__.py")}


def stands_on(addon) -> set:
    """The addons of the suite below this one."""
    below = {one for one in manifest(addon)["depends"] if one.startswith("egg_")}
    return below.union(*map(stands_on, below))


def read_map(table: str):
    """Yield (addons, names of folders) of each row that names folders; a row without addons is of those above."""
    addons = set()
    for row in re.findall(r"^\| (.*) \|$", table, re.MULTILINE):
        where, told = row.split(" | ", 1) if " | " in row else ("", row.removeprefix("| "))
        addons = set(re.findall(r"`(egg_\w+)`", where)) or addons
        if (names := set(re.findall(r"`(\w+)`", told))):
            yield addons, names


def test_the_map_of_the_house_is_true():
    """QLT-04: CONTRIBUTING draws each addon, and its rows say what each folder of models is about; glue has the names
    of the addons that it joins, and no row names a folder that is gone.
    """
    text = (paths.ROOT / "CONTRIBUTING.md").read_text()
    drawing, table = text[text.index("## The map of the house"):text.index("## Releases")].split("| in `models/` of")
    assert set(re.findall(r"egg_\w+", drawing)) == set(paths.SHIPPED)
    explained, gone = {}, []
    for addons, names in read_map(table):
        for addon in addons:
            explained.setdefault(addon, set()).update(names)
        gone += sorted(names - set().union(*map(model_folders, addons)))
    assert gone == []
    for addon in paths.SHIPPED:
        known = explained.get(addon) or set().union(*(explained.get(one, set()) for one in stands_on(addon)))
        assert model_folders(addon) <= known, addon
    assert not [one for folder in FOLDERS for one in folder.glob("models/*.py")
                if one.name != "__init__.py"], "a model without a feature"


def test_no_empty_folders():
    """QLT-04: no package without code, and no file whose only purpose is to keep a folder."""
    for folder in FOLDERS:
        for place in (one for one in folder.rglob("*") if one.is_dir() and one.name != "__pycache__"):
            files = [one for one in place.iterdir() if one.name != "__pycache__"]
            assert [one for one in files if one.name != "__init__.py" or one.read_text().strip()], place
        assert not list(folder.rglob(".gitkeep"))


@pytest.mark.proof
def test_packages_install_in_a_fresh_environment(tmp_path):
    """QLT-04: `pip install` of all folders, as the README says it, in a fresh environment; an Odoo that
    has the suite from there only installs it."""
    console.run([sys.executable, "-m", "venv", tmp_path / "fresh"], log="wheels")
    python = tmp_path / "fresh/bin/python"
    folders = [f"./{addon}" for addon in paths.ADDONS]
    console.run([python, *PIP, "install", "-q", *folders], log="wheels", cwd=paths.ROOT)
    console.run([python, *PIP, "check"], log="wheels")
    [site] = (tmp_path / "fresh/lib").glob("python3*/site-packages")
    settings = tmp_path / "odoo.conf"
    addons = ",".join(map(str, odoo_source.addons_paths()))
    with_repository = odoo.configuration_file().read_text()
    settings.write_text(re.sub("^addons_path = .*", f"addons_path = {addons}", with_repository, flags=re.MULTILINE))
    environment = odoo.environment() | {"PYTHONPATH": str(site), "ODOO_RC": str(settings)}
    with cloned("packages", odoo.ensure_core_template()) as database:
        command = odoo.command("-d", database, "-i", ",".join(paths.ADDONS), "--stop-after-init")
        done = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert not done.returncode, done.stderr[-3000:]
        installed = sql(database, "SELECT name FROM ir_module_module WHERE state = 'installed' AND name LIKE 'egg\\_%'")
        assert {name for [name] in installed} == set(paths.ADDONS)


@pytest.mark.parametrize("addon", paths.SHIPPED)
def test_each_record_has_a_name_of_its_own(addon):
    """QLT-04: no two records of an addon share an identifier; the second would silently take the place of the first."""
    files = [paths.ROOT / addon / name for name in manifest(addon).get("data", []) if name.endswith(".xml")]
    records = [one for file in files for one in etree.parse(str(file)).iter("record", "template", "menuitem")]
    names = Counter(one.get("id") for one in records if one.get("id"))
    assert [name for name, count in names.items() if count > 1] == []


@pytest.mark.parametrize("addon", paths.SHIPPED)
def test_each_test_file_is_seen_by_odoo(addon):
    """QLT-04: Odoo's own runner sees the modules that `tests/__init__.py` imports,
    each under a name of its own: no test file is left out.
    """
    folder = paths.ROOT / addon / "tests"
    tree = ast.parse((folder / "__init__.py").read_text())
    named = [(one.module or "", alias.asname or alias.name) for one in ast.walk(tree)
             if isinstance(one, ast.ImportFrom) for alias in one.names]
    files = [file.relative_to(folder) for file in folder.rglob("test_*.py")]
    assert sorted(named) == sorted((".".join(file.parts[:-1]), file.stem) for file in files)
    assert len({name for _folder, name in named}) == len(named)

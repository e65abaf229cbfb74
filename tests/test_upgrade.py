"""From the first release on, a change of what is stored comes with a migration (PRO-03)."""

import ast
import re

import pytest

from .support import databases  # noqa: F401  (puts scripts/ on the path)

from egg_dev import paths  # isort: skip

#: A release of the changelog: its version and its day.
RELEASE = re.compile(r"^## (19\.0\.\d+\.\d+\.\d+) - (\d{4}-\d{2}-\d{2})$", re.MULTILINE)
VERSION = re.compile(r"19\.0\.\d+\.\d+\.\d+")
#: What Odoo runs of a folder of migrations, before, after and at the end of an upgrade.
SCRIPT = re.compile(r"(pre|post|end)-[a-z0-9_]+\.py")


def numbers(version) -> list:
    return [int(part) for part in version.split(".")]


def releases() -> list:
    return RELEASE.findall((paths.ROOT / "CHANGELOG.md").read_text())


def migrations(addon) -> list:
    folders = [one for one in (paths.ROOT / addon / "migrations").glob("*") if one.is_dir()]
    return sorted(folders, key=lambda one: numbers(one.name))


def test_changelog_names_its_releases():
    """PRO-03: the changelog begins with what is not released, then has the releases with their days, newest first."""
    headings = re.findall(r"^## (.*)$", (paths.ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert headings[0] == "Unreleased"
    found = releases()
    assert [f"{version} - {day}" for version, day in found] == headings[1:]
    assert found == sorted(found, key=lambda release: numbers(release[0]), reverse=True)
    assert found[-1][0] == "19.0.1.0.0"


@pytest.mark.parametrize("addon", paths.SHIPPED)
def test_version_is_that_of_the_newest_migration(addon):
    """PRO-03: an addon's version is its newest migration's, or a release when it has none: Odoo runs no migration
    above the version of the manifest, and none at all while that stays as it was."""
    version = ast.literal_eval((paths.ROOT / addon / "__manifest__.py").read_text())["version"]
    assert VERSION.fullmatch(version)
    steps = [one.name for one in migrations(addon)]
    released = {one for one, _day in releases()}
    assert version == steps[-1] if steps else version in released
    assert not set(steps) & {releases()[-1][0]}, "the first release upgrades from nothing"


@pytest.mark.parametrize("addon", paths.SHIPPED)
def test_migrations_are_run(addon):
    """PRO-03: a folder of migrations has a full version as its name, and scripts that Odoo runs."""
    for folder in migrations(addon):
        assert VERSION.fullmatch(folder.name), folder
        names = [one.name for one in folder.iterdir() if one.suffix == ".py"]
        assert names and all(map(SCRIPT.fullmatch, names)), folder

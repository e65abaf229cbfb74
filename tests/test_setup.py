"""The set-up tells people what to do when something is missing, and goes on from what an interrupted run left."""

import os
import shutil
import socket
import subprocess
import sys
from collections import namedtuple
from pathlib import Path

import pytest
import pytest_odoo
from odoo.tools import config

from .support import databases  # noqa: F401  (puts scripts/ on the path)

from egg_dev import console, demo, odoo, odoo_source, paths, postgres, stamps, system  # isort: skip


@pytest.fixture
def own_folder(tmp_path, monkeypatch):
    """The set-up's folders, elsewhere."""
    for name in ("STAMPS", "LOGS", "PG_DATA"):
        monkeypatch.setattr(paths, name, tmp_path / name.lower())
    monkeypatch.setattr(postgres, "socket_folder", lambda: tmp_path)
    return tmp_path


def test_missing_disk_space_is_said(monkeypatch):
    """QLT-04: with too little disk space the set-up says how much is needed and where else it could go."""
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(system.shutil, "disk_usage", lambda path: usage(1, 1, 10 * 1024**2))
    with pytest.raises(console.Problem, match="EGG_DEV"):
        system.check_disk()


def test_taken_port_is_said():
    """QLT-04: a taken port is named before anything is built, with the way to choose another."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(console.Problem, match=f"Port {port} is taken"):
            demo._check_port(port)


@pytest.mark.parametrize("content", ["version_info = (18, 0, 0, 'final', 0, '')", None])
def test_wrong_odoo_is_refused(tmp_path, monkeypatch, content):
    """QLT-04: ODOO_HOME with another version, or without Odoo, is refused with what to set."""
    if content:
        (tmp_path / "odoo").mkdir()
        (tmp_path / "odoo/release.py").write_text(content)
    monkeypatch.setenv("ODOO_HOME", str(tmp_path))
    with pytest.raises(console.Problem, match="ODOO_HOME"):
        odoo_source.ensure()


def test_odoo_home_is_used(tmp_path, monkeypatch):
    """QLT-04: an existing Odoo 19 is taken as it is; nothing is fetched."""
    (tmp_path / "odoo").mkdir()
    (tmp_path / "odoo/release.py").write_text("version_info = (19, 0, 0, 'final', 0, '')")
    monkeypatch.setenv("ODOO_HOME", str(tmp_path))
    odoo_source.ensure()
    assert odoo_source.package_root() == tmp_path


def test_unsupported_python_is_said(monkeypatch):
    """QLT-04: a Python that Odoo 19 does not run on is refused with the way to choose another."""
    monkeypatch.setattr(system.sys, "version_info", namedtuple("info", "major minor micro")(3, 9, 1))
    with pytest.raises(console.Problem, match="PYTHON="):
        system.check_python()


def test_missing_packages_without_rights_are_named(monkeypatch):
    """QLT-04: an ordinary user without sudo gets one command that an administrator can run."""
    monkeypatch.setattr(system, "missing_packages", lambda browser: ["chromium", "libxrender1"])
    monkeypatch.setattr(system, "_privilege", lambda: None)
    with pytest.raises(console.Problem, match="sudo apt-get install .* chromium libxrender1"):
        system.ensure_packages()


def test_a_stamp_says_finished_for_these_inputs_only(own_folder):
    """QLT-04: a half-done step leaves no stamp, and other inputs make the step run again."""
    assert not stamps.is_done("step", "a")
    stamps.done("step", "a")
    assert stamps.is_done("step", "a") and not stamps.is_done("step", "b")
    stamps.forget("step")
    assert not stamps.is_done("step", "a")


def test_cluster_left_over_from_a_crash(own_folder):
    """BEY-14: a postmaster.pid of a process that is gone, or that is no PostgreSQL, does not stop the next start."""
    paths.PG_DATA.mkdir()
    pid_file = paths.PG_DATA / "postmaster.pid"
    gone = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, text=True,
                          check=True).stdout
    for pid in (gone.strip(), str(os.getpid())):
        pid_file.write_text(f"{pid}\n{paths.PG_DATA}\n")
        postgres._forget_dead_server()
        assert not pid_file.exists()


def test_failed_command_shows_its_end_and_its_log(own_folder):
    """QLT-04: a command that fails is shown with the end of what it printed and where the rest is."""
    with pytest.raises(console.Problem, match="(?s)exit status 3.*the reason.*step.log"):
        console.run([sys.executable, "-c", "import sys; print('the reason'); sys.exit(3)"], log="step")


def test_a_problem_is_a_message_not_a_traceback(capsys):
    """QLT-04: problems and Ctrl-C end with a message and a status, never a traceback."""

    def problem():
        raise console.Problem("Do this.")

    def stopped():
        raise KeyboardInterrupt

    assert console.main_guard(problem) == 1
    assert console.main_guard(stopped) == 130
    said = capsys.readouterr().err
    assert "Do this." in said and "goes on from where it was" in said and "Traceback" not in said


def test_module_that_is_not_there_is_noticed(monkeypatch):
    """QLT-04: Odoo ends with status 0 for a module it does not find; the set-up looks and says so."""
    monkeypatch.setattr(odoo, "odoo", lambda *arguments, log: "")
    with pytest.raises(console.Problem, match="nosuchmodule"):
        odoo.install(odoo.CORE_TEMPLATE, ["base", "nosuchmodule"])


def test_a_warning_of_ours_is_noticed(monkeypatch):
    """QLT-04: Odoo only warns of a view with an element that needs a field which some who see it may not read, and of
    two labels that are one; for ours that is a fault.
    """
    def install(warning):
        line = f"2026-11-24 09:00:00,000 77 WARNING egg_demo odoo.addons.base.models.{warning}"
        monkeypatch.setattr(odoo, "odoo", lambda *arguments, log: f"before\n{line}\nafter egg_x")
        odoo.install(odoo.CORE_TEMPLATE, ["account"])

    install("ir_ui_view: <b>Access Rights Inconsistency</b> <list> depends on the field amount")
    install("ir_model: Two fields (a, b) of res.partner() have the same label: A. [Modules: base and base]")
    with pytest.raises(console.Problem, match="egg_urgency"):
        install("ir_ui_view: <b>Access Rights Inconsistency</b> <list> depends on the field egg_urgency")
    with pytest.raises(console.Problem, match="same label"):
        install("ir_model: Two fields (a, b) of egg.move.in() have the same label: A. [Modules: x and x]")


def test_processes_do_not_share_their_files():
    """QLT-04: test processes beside each other have files of their own: none removes what another has just written."""
    original, copy = (Path(config.filestore(name)) for name in ("egg_files", "egg_files-gw9"))
    try:
        (original / "aa").mkdir(parents=True)
        (original / "aa/aa1").write_text("kept")
        with pytest_odoo._shared_filestore("egg_files", "egg_files-gw9"):
            (Path(config.filestore("egg_files-gw9")) / "aa/aa1").write_text("changed")
        assert (original / "aa/aa1").read_text() == "kept"
        assert not copy.exists()
    finally:
        shutil.rmtree(original, ignore_errors=True)
        shutil.rmtree(copy, ignore_errors=True)

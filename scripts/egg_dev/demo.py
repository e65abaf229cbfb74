"""`make demo`: the main job on a demo company, a table of what it did, and the web client."""

import json
import shutil
import socket
import subprocess

from . import odoo, paths, postgres, stamps
from .console import Problem, say, step

CORE, TEMPLATE = "egg_demo_core", "egg_demo_template"
DATABASE = "egg_demo"


def run(serve: bool, port: int) -> int:
    if serve:
        _check_port(port)
    ensure_template()
    postgres.clone(TEMPLATE, DATABASE)
    shutil.rmtree(paths.DEMO, ignore_errors=True)
    do_job(DATABASE, paths.DEMO)
    say(table(json.loads((paths.DEMO / "summary.json").read_text(encoding="utf-8"))))
    say(f"\nEverything a customer or a bank receives is in {paths.DEMO}.")
    return _serve(port) if serve else 0


def _check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise Problem(
                f"Port {port} is taken. Stop what listens there, or choose another: make demo PORT=8070") from error


def _ensure_core() -> str:
    """Odoo's own modules in French.

    The chart of accounts comes before sale, whose install hook looks for the deposit account.
    """
    fingerprint = stamps.digest("demo", odoo._core_fingerprint())
    if not odoo._built(CORE, fingerprint):
        stamps.forget(f"db-{CORE}")
        with step("Demo database: Odoo in French (once)"):
            postgres.drop(CORE)
            odoo.odoo("db", "init", CORE, "--country", "FR", "--language", "fr_FR", "--password", "admin", log="demo")
            odoo.install(CORE, ["l10n_fr_account"], log="demo")
            odoo.install(CORE, odoo.CORE_MODULES, log="demo")
        stamps.done(f"db-{CORE}", fingerprint)
    return CORE


def ensure_template() -> str:
    """The French database with the suite, built anew when a file of the addons changes."""
    fingerprint = stamps.digest("demo", odoo._suite_fingerprint())
    if not odoo._built(TEMPLATE, fingerprint):
        core = _ensure_core()
        stamps.forget(f"db-{TEMPLATE}")
        with step("Demo database: the egg addons"):
            postgres.clone(core, TEMPLATE)
            odoo.install(TEMPLATE, paths.ADDONS, log="demo")
        stamps.done(f"db-{TEMPLATE}", fingerprint)
    return TEMPLATE


def do_job(database: str, folder) -> None:
    """Run the main job in a process of its own; its progress goes to the screen."""
    command = [str(paths.PYTHON), str(paths.ROOT / "scripts/demo_job.py"), database, str(folder)]
    status = subprocess.run(command, env=odoo.environment(), cwd=paths.ROOT, stdin=subprocess.DEVNULL,
                            check=False).returncode
    if status:
        raise Problem(f"The job stopped with exit status {status}; what it printed above says where.")


def table(facts: dict) -> str:
    """The summary as a table for people."""
    lines = ["", f"{'Document':<34}{'Excl. VAT':>12}{'VAT':>11}{'Incl. VAT':>12}{'Net to pay':>12}", "-" * 81]
    for one in facts["documents"]:
        amounts = "".join(
            f"{one[name]:>{width}.2f}" if name in one else " " * width
            for name, width in (("untaxed", 12), ("tax", 11), ("total", 12), ("net_to_pay", 12))
        )
        lines.append(f"{one['kind'] + ' ' + one['number']:<34}{amounts}")
        lines += [f"    {row['date']}  {row['amount']:>10.2f}  {row['label']}" for row in one.get("instalments", [])]
    lines += ["", "Mails"]
    lines += [f"    {', '.join(one['to']):<34}{one['subject']}" for one in facts["mails"]]
    lines += ["", "Reminders"]
    lines += [f"    {one['date']}  {one['document']:<24}{one['stage']}" for one in facts["followups"]]
    lines += ["", "Direct debits"]
    lines += [f"    {one['format']:<18}{one['count']:>4} debits {one['sum']:>12.2f} EUR  {one['file']}"
              for one in facts["collections"]]
    agenda = facts["agenda"]
    lines += ["", "Agenda"]
    lines += [f"    {one['type']:<18}{one['name']}" for one in agenda["events"]]
    lines += [f"    {'task, ' + one['due']:<18}{one['name']}" for one in agenda["tasks"]]
    return "\n".join(lines)


def _serve(port: int) -> int:
    say(f"\nThe web client: http://localhost:{port}/odoo?db={DATABASE}   login admin, password admin\n"
        "Click first: EGG > Actions > Ventes, the bulk follow-up; then Ventes > Commandes, the order and its map.\n"
        "Ctrl-C stops it.")
    command = odoo.command("-d", DATABASE, "-p", port, "--db-filter", f"^{DATABASE}$", "--log-level", "warn")
    return subprocess.run(command, env=odoo.environment(), check=False).returncode

"""Run Odoo of the set-up: configuration, environment, databases built once and cloned."""

import os
import re
import subprocess

from . import odoo_source, paths, postgres, stamps
from .console import Problem, run, step

#: Odoo's own modules of the test template: all that the suite builds on, and the neighbours it must live with.
CORE_MODULES = (
    "account", "account_payment", "account_debit_note", "account_edi_ubl_cii", "base_iban", "calendar", "contacts",
    "crm",
    "l10n_fr_account", "payment_stripe", "purchase", "sale_management", "sale_crm", "sale_margin", "sale_purchase",
    "sale_stock", "stock",
)
CORE_TEMPLATE = "egg_core"
ACCOUNT_TEMPLATE = "egg_account"
SUITE_TEMPLATE = "egg_suite"
WEB_TEMPLATE = "egg_web"
#: How Odoo warns of something of ours: of a view with a field that not everybody may read who sees it, of labels that
#: stand twice on one model.
OUR_WARNING = re.compile(r" WARNING (?:\S+ )?odoo\.\S+: (.*\begg[_.].*)")


def environment() -> dict:
    """Environment of every Odoo process: our PostgreSQL and its tools,
    our wkhtmltopdf first, no bytecode in the work tree.

    Bytecode is kept in `.dev`, also where the system says to keep none: to compile all of Odoo anew costs each process
    three seconds.
    """
    path = os.pathsep.join([str(paths.BIN), str(paths.VENV / "bin"), str(postgres.binaries()),
                            os.environ.get("PATH", "")])
    return {**os.environ, **postgres.environment(), "PATH": path, "PYTHONPATH": "", "PYTHONWARNINGS": "ignore",
            "PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(paths.DEV / "pycache"),
            "EGG_DEV": str(paths.DEV), "ODOO_RC": str(configuration_file())}


def configuration_file():
    return paths.DEV / "odoo.conf"


def write_configuration() -> None:
    addons = [paths.ROOT, *odoo_source.addons_paths()]
    lines = {
        "addons_path": ",".join(map(str, addons)), "data_dir": paths.DATA_DIR, "db_host": postgres.socket_folder(),
        "db_port": postgres.PORT, "db_user": postgres.USER, "db_maxconn": 64, "without_demo": "True",
        # Chromium reserves far more address space than it uses: a limit would kill it.
        "limit_memory_hard": 0, "limit_memory_soft": 0, "max_cron_threads": 0,
        # An hour: for workers, nought is no time at all and not "no limit".
        "limit_time_cpu": 3600, "limit_time_real": 3600,
        "workers": 0, "log_level": "warn", "http_interface": "127.0.0.1", "list_db": "True",
    }
    text = "[options]\n" + "".join(f"{name} = {value}\n" for name, value in lines.items())
    conf = configuration_file()
    if not conf.exists() or conf.read_text() != text:
        conf.write_text(text)
    paths.DATA_DIR.mkdir(parents=True, exist_ok=True)


def command(*arguments) -> list:
    """The command line of an Odoo process."""
    return [str(paths.PYTHON), str(paths.ROOT / "scripts/odoo_bin.py"), *map(str, arguments)]


def odoo(*arguments, log: str) -> str:
    return run(command(*arguments), env=environment(), log=log, cwd=paths.ROOT)


def install(database: str, modules, *extra, log: str = "install") -> None:
    """Install modules and check that they are: Odoo ends with status 0 even for a module it does not find.

    A warning about something of ours is a fault too: somebody would see a view without a field that it needs.
    """
    said = odoo("-d", database, "-i", ",".join(modules), "--stop-after-init", *extra, log=log)
    if warned := OUR_WARNING.search(said):
        raise Problem(f"Odoo warns of something of ours:\n{warned[1]}")
    listed = ",".join(f"'{name}'" for name in modules)
    installed = postgres.sql(f"SELECT name FROM ir_module_module WHERE state = 'installed' AND name IN ({listed})",
                             database)
    missing = sorted(set(modules) - set(installed.split()))
    if missing:
        raise Problem(f"These modules were not installed in {database}: {', '.join(missing)}. See "
                      f"{paths.LOGS / (log + '.log')}.")


def shell(database: str, script: str, *, log: str) -> str:
    """Feed a Python text to `odoo shell`; `env` is bound, and the script commits what it wants to keep."""
    result = subprocess.run(command("shell", "-d", database, "--no-http"), input=script, env=environment(),
                            capture_output=True, text=True, cwd=paths.ROOT, check=False)
    with (paths.LOGS / f"{log}.log").open("a") as stream:
        stream.write(result.stdout + result.stderr)
    if result.returncode or "Traceback" in result.stderr:
        raise Problem(f"A script for {database} failed:\n{result.stderr[-2000:]}")
    return result.stdout


def _odoo_mark() -> str:
    release = odoo_source.package_root() / "odoo/release.py"
    return f"{odoo_source.version()} {release.stat().st_mtime_ns}"


def _built(database: str, fingerprint: str) -> bool:
    return stamps.is_done(f"db-{database}", fingerprint) and postgres.exists(database)


def _core_fingerprint() -> str:
    return stamps.digest(*CORE_MODULES, _odoo_mark())


def ensure_core_template() -> str:
    """A database with Odoo's own modules, a French company, and English as its language (French loaded beside it)."""
    fingerprint = _core_fingerprint()
    if not _built(CORE_TEMPLATE, fingerprint):
        stamps.forget(f"db-{CORE_TEMPLATE}")
        with step("Test database: Odoo's own modules (once)"):
            postgres.drop(CORE_TEMPLATE)
            odoo("db", "init", CORE_TEMPLATE, "--country", "FR", "--language", "en_US", "--password", "admin",
                 log="template")
            install(CORE_TEMPLATE, CORE_MODULES, log="template")
            odoo("i18n", "loadlang", "-d", CORE_TEMPLATE, "-l", "fr_FR", log="template")
        stamps.done(f"db-{CORE_TEMPLATE}", fingerprint)
    return CORE_TEMPLATE


def ensure_account_template() -> str:
    """A database with `account` and what it brings itself: a French firm that has nothing but invoices."""
    with stamps.one_at_a_time("account"):
        fingerprint = stamps.digest("account", _odoo_mark())
        if not _built(ACCOUNT_TEMPLATE, fingerprint):
            stamps.forget(f"db-{ACCOUNT_TEMPLATE}")
            with step("Test database: accounting alone (once)"):
                postgres.drop(ACCOUNT_TEMPLATE)
                odoo("db", "init", ACCOUNT_TEMPLATE, "--country", "FR", "--language", "en_US", "--password", "admin",
                     log="template")
                install(ACCOUNT_TEMPLATE, ["account", "l10n_fr_account"], log="template")
            stamps.done(f"db-{ACCOUNT_TEMPLATE}", fingerprint)
    return ACCOUNT_TEMPLATE


def _suite_fingerprint() -> str:
    """Changes with every file of the addons that an installation reads."""
    files = sorted(
        one for addon in paths.ADDONS for one in (paths.ROOT / addon).rglob("*")
        if one.suffix in (".py", ".xml", ".csv", ".po", ".js", ".scss") and "tests" not in one.parts and one.is_file()
    )
    return stamps.digest(_core_fingerprint(),
                         *(part for one in files for part in (str(one.relative_to(paths.ROOT)), one)))


def ensure_suite_template() -> str:
    """The core template with the addons; built anew when a file of theirs changes."""
    fingerprint = _suite_fingerprint()
    if not _built(SUITE_TEMPLATE, fingerprint):
        core = ensure_core_template()
        stamps.forget(f"db-{SUITE_TEMPLATE}")
        with step("Test database: the egg addons"):
            postgres.clone(core, SUITE_TEMPLATE)
            install(SUITE_TEMPLATE, paths.ADDONS, log="suite")
        stamps.done(f"db-{SUITE_TEMPLATE}", fingerprint)
    return SUITE_TEMPLATE


def ensure_web_template() -> str:
    """The suite template with the bundles of the web client ready: a browser test starts in seconds."""
    fingerprint = stamps.digest("web", _suite_fingerprint(), paths.ROOT / "scripts/pregenerate_assets.py")
    if not _built(WEB_TEMPLATE, fingerprint):
        suite = ensure_suite_template()
        stamps.forget(f"db-{WEB_TEMPLATE}")
        with step("Test database: web client bundles"):
            postgres.clone(suite, WEB_TEMPLATE)
            shell(WEB_TEMPLATE, (paths.ROOT / "scripts/pregenerate_assets.py").read_text(), log="suite")
        stamps.done(f"db-{WEB_TEMPLATE}", fingerprint)
    return WEB_TEMPLATE

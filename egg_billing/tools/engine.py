"""A run of wkhtmltopdf that goes on beside the caller, who prepares the next pages meanwhile."""

import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

try:
    import resource
except ImportError:  # not on Windows
    resource = None

#: Bytes that one run of the engine may take; a batch of twenty documents takes less than a twentieth.
MEMORY_LIMIT = 3 << 30


class EngineProblem(Exception):
    """The engine made no PDF; `code` is its exit status (negative: the signal that ended it),
    the text what it said last.
    """

    def __init__(self, code: int, said: str):
        super().__init__(said)
        self.code = code


class EngineTooSlow(EngineProblem):
    """The engine was ended because it was not ready in time."""


class EngineCall:
    """One PDF in the making: `result` waits for it, `stop` gives it up.

    One of the two must be called; both leave no file behind.

    A body's file is named as the core names it, "report.body.tmp.<number>.html": heads and feet find their document by
    it.

    :param arguments: options of wkhtmltopdf, without its input and output.
    :param bodies: HTML of each document.
    :param header, footer: HTML that holds the heads and feet of all documents; empty for none.
    """

    def __init__(self, binary: str, arguments: list[str], bodies: list[str], header: str = "", footer: str = ""):
        self._folder = tempfile.TemporaryDirectory(prefix="egg-print-")
        try:
            self._said = self._path("said.txt").open("w+b")
            frame = []
            for option, html in (("--header-html", header), ("--footer-html", footer)):
                if html:
                    frame += [option, self._write(option.strip("-"), html)]
            paths = [self._write(f"report.body.tmp.{number}", body) for number, body in enumerate(bodies)]
            self._process = subprocess.Popen(
                [binary, *arguments, *frame, *paths, self._path("out.pdf")],
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=self._said)
            self._limit_memory()
        except BaseException:
            self._clean()
            raise

    def result(self, limit: float | None = None) -> bytes:
        """Wait for the PDF.

        :param limit: seconds from now after which the engine is ended.
        :raises EngineTooSlow: when the PDF is not ready in time.
        :raises EngineProblem: when there is none.
        """
        try:
            try:
                code = self._process.wait(limit)
            except subprocess.TimeoutExpired as error:
                raise EngineTooSlow(-9, f"not ready within {limit} seconds") from error
            output = self._path("out.pdf")
            # 1: something could not be loaded; the pages are there nevertheless.
            content = output.read_bytes() if code in (0, 1) and output.exists() else b""
            if not content:
                self._said.seek(0)
                raise EngineProblem(code, self._said.read().decode(errors="replace")[-1000:].strip())
            return content
        finally:
            self.stop()

    def stop(self) -> None:
        """End the run if it still goes on; nothing happens when it is over."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        self._clean()

    def _limit_memory(self) -> None:
        """A page that never ends fills no server: the engine stops by itself, which is told as any stop of it."""
        if hasattr(resource, "prlimit"):
            with suppress(OSError, ValueError):  # it has ended already, or may not be limited here
                resource.prlimit(self._process.pid, resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))

    def _path(self, name: str) -> Path:
        return Path(self._folder.name) / name

    def _write(self, name: str, html: str) -> str:
        path = self._path(f"{name}.html")
        path.write_text(html, encoding="utf-8")
        return str(path)

    def _clean(self) -> None:
        if said := getattr(self, "_said", None):
            said.close()
        self._folder.cleanup()

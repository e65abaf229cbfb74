import stat
import tempfile
from pathlib import Path
from unittest.mock import patch

from odoo.tests import BaseCase, tagged

from ..tools import engine
from ..tools.engine import EngineCall, EngineProblem, EngineTooSlow


@tagged("post_install", "-at_install")
class TestEngineCall(BaseCase):
    """A script stands in for wkhtmltopdf: its last argument is the file to write."""

    def setUp(self):
        super().setUp()
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.enterContext(patch.object(engine.tempfile, "tempdir", str(self.folder)))

    def binary(self, script: str) -> str:
        path = self.folder / "engine.sh"
        path.write_text(f'#!/bin/sh\nfor output; do :; done\n{script}\n')
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        return str(path)

    def left_over(self) -> list:
        return [path.name for path in self.folder.iterdir() if path.name != "engine.sh"]

    def test_bodies_head_and_foot_reach_the_engine(self):
        """DOC-40: the engine gets its options, then head, foot and bodies,
        as files in UTF-8; nothing is left behind.
        """
        binary = self.binary('echo "$@" > "$output"; for name; do case "$name" in *.html) cat "$name" >> "$output";; '
                             'esac; done')
        content = EngineCall(binary, ["--dpi", "96"], ["<p>é1</p>", "<p>2</p>"], "<p>head</p>",
                             "<p>foot</p>").result().decode()
        self.assertTrue(content.startswith("--dpi 96 --header-html "))
        self.assertTrue(content.endswith("<p>head</p><p>foot</p><p>é1</p><p>2</p>"))
        self.assertRegex(content, r"report\.body\.tmp\.0\..*report\.body\.tmp\.1\.")
        self.assertEqual(self.left_over(), [])

    def test_a_run_goes_on_beside_its_caller(self):
        """DOC-40: the caller goes on while the engine draws: the run ends only when the caller has done its part."""
        signal = self.folder / "go"
        run = EngineCall(self.binary(f'while [ ! -e "{signal}" ]; do sleep 0.01; done; echo PDF > "$output"'), [],
                         ["<p/>"])
        signal.touch()
        self.assertEqual(run.result(), b"PDF\n")

    def test_warnings_leave_the_pages(self):
        """DOC-40: status 1 says that something could not be loaded; the pages count."""
        self.assertEqual(EngineCall(self.binary('echo PDF > "$output"; exit 1'), [], ["<p/>"]).result(), b"PDF\n")

    def test_a_failure_says_status_and_last_words(self):
        """DOC-40: an engine that stops, or writes nothing, is a failure with its status and its last words."""
        for script, code in (("echo broken >&2; exit 3", 3), ("echo broken >&2; exit 0", 0),
                             ("echo broken >&2; kill -9 $$", -9)):
            with self.subTest(script), self.assertRaises(EngineProblem) as caught:
                EngineCall(self.binary(script), [], ["<p/>"]).result()
            self.assertEqual((caught.exception.code, str(caught.exception)), (code, "broken"))
        self.assertEqual(self.left_over(), [])

    def test_a_run_has_a_limit(self):
        """SEC-08: an engine that hangs is ended when its time is over, and leaves nothing behind."""
        run = EngineCall(self.binary("exec sleep 60"), [], ["<p/>"])
        with self.assertRaises(EngineTooSlow):
            run.result(0.05)
        self.assertIsNotNone(run._process.poll())
        self.assertEqual(self.left_over(), [])

    def test_a_run_can_be_given_up(self):
        """DOC-40: a run given up ends at once and leaves no file, also when it is given up twice or never started."""
        run = EngineCall(self.binary("exec sleep 60"), [], ["<p/>"])
        run.stop()
        run.stop()
        with self.assertRaises(FileNotFoundError):
            EngineCall(str(self.folder / "missing"), [], ["<p/>"])
        self.assertEqual(self.left_over(), [])

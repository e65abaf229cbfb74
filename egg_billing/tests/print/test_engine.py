import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from odoo.tests import BaseCase, tagged

from ...tools import engine

#: A page whose script never ends.
ENDLESS = "<html><body><p>A</p><script>while (true) {}</script></body></html>"
#: An engine that takes more memory than it may, as a page that never ends of pages makes it.
GREEDY = f"#!{sys.executable}\nkept = []\nwhile True:\n    kept.append(bytearray(1 << 24))\n"


@tagged("post_install", "-at_install")
class TestEngine(BaseCase):
    def make_binary(self, folder, text: str) -> str:
        path = Path(folder) / "engine"
        path.write_text(text)
        path.chmod(0o755)
        return str(path)

    def test_a_page_that_never_ends_is_given_up(self):
        """SEC-08, PRT-10: an engine that is not ready in time is ended; nothing of it is left, neither process nor
        file.
        """
        with TemporaryDirectory() as folder:
            call = engine.EngineCall(self.make_binary(folder, "#!/bin/sh\nexec sleep 600\n"), [], [ENDLESS])
            process, files = call._process, Path(call._folder.name)
            with self.assertRaises(engine.EngineTooSlow):
                call.result(limit=0.2)
        self.assertIsNotNone(process.poll())
        self.assertFalse(files.exists())

    def test_memory_has_a_limit(self):
        """SEC-08: an engine that takes ever more memory is stopped by the system, which is told as any stop of it."""
        with TemporaryDirectory() as folder, patch.object(engine, "MEMORY_LIMIT", 1 << 28):
            call = engine.EngineCall(self.make_binary(folder, GREEDY), [], ["<p>A</p>"])
            with self.assertRaises(engine.EngineProblem) as caught:
                call.result(limit=60)
        self.assertNotIsInstance(caught.exception, engine.EngineTooSlow)
        self.assertIn("MemoryError", str(caught.exception))

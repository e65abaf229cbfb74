from odoo.tests import BaseCase

from ..core.series import read_series


class TestSeries(BaseCase):
    def test_last_number(self):
        """MIG-03: the last number says how the next one is written."""
        found = read_series("DV-2026-0045", 2026)
        self.assertEqual((found.prefix, found.padding, found.last, found.is_yearly), ("DV-2026-", 4, 45, True))
        self.assertEqual((found.number, found.next), ("DV-2026-0045", "DV-2026-0046"))
        self.assertEqual([read_series(text, 2026).next for text in ("F099", "999", "202600045")],
                         ["F100", "1000", "202600046"])
        for text in ("", "F-", "100%", "F-1-A"):
            self.assertIsNone(read_series(text, 2026))

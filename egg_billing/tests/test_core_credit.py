from decimal import Decimal

from odoo.tests import BaseCase, tagged

from ..core.credit import Credit, cover


@tagged("post_install", "-at_install")
class TestCover(BaseCase):
    def credits(self, *amounts):
        return [Credit(number, f"C{number}", Decimal(amount)) for number, amount in enumerate(amounts)]

    def cover(self, items, *amounts):
        found = cover([(number, Decimal(item)) for number, item in enumerate(items)], self.credits(*amounts))
        return {item: [(credit.name, amount) for credit, amount in parts] for item, parts in found.items()}

    def test_the_oldest_first(self):
        """BNK-16: the oldest items are covered first, by the oldest credits first, never beyond what is owed."""
        self.assertEqual(self.cover(["100", "50"], "120"), {0: [("C0", 100)], 1: [("C0", 20)]})
        self.assertEqual(self.cover(["100"], "30", "20"), {0: [("C0", 30), ("C1", 20)]})
        self.assertEqual(self.cover(["100", "50"], "100"), {0: [("C0", 100)]})
        self.assertEqual(self.cover(["100"], "300"), {0: [("C0", 100)]})
        self.assertEqual(self.cover(["100"]), {})

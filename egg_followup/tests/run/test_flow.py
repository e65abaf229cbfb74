from contextlib import contextmanager
from unittest.mock import patch

from odoo.sql_db import Cursor
from odoo.tests import tagged

from ..common import FollowupCase


@tagged("post_install", "-at_install")
class TestFlow(FollowupCase):
    @contextmanager
    def counting(self):
        """Count queries and the rows that they return; what was read is forgotten where it would be committed."""
        found, execute = {"queries": 0, "rows": 0}, Cursor.execute

        def count(cursor, *arguments, **options):
            result = execute(cursor, *arguments, **options)
            found["queries"] += 1
            found["rows"] += max(cursor._obj.rowcount, 0)
            return result

        def forget(message):
            message.env.flush_all()
            message.env.invalidate_all()

        def in_transaction(message, function):
            result = function()
            forget(message)
            return result

        message = type(self.env["egg.followup.message"])
        with patch.object(Cursor, "execute", count), patch.object(message, "_commit", forget), \
                patch.object(message, "_in_transaction", in_transaction):
            yield found

    def get_cost(self, number: int) -> dict:
        moves = self.env["account.move"]
        for index in range(number):
            moves += self._invoice(self._customer(f"Client {number}-{index}", f"client{index}@client.example"))
        run = self._prepare(self._items(moves))
        run.action_start()
        self.env.flush_all()
        self.env.invalidate_all()
        with self.counting() as found:
            self.env["egg.followup.run"]._cron_send()
        self.assertEqual(run.done_count, number)
        return {name: count / number for name, count in found.items()}

    def test_a_message_costs_the_same_among_many(self):
        """BNK-05: the queries of a message, and the rows that they fetch, do not grow with the number of messages."""
        self.get_cost(1)  # what is read once per process
        few, many = self.get_cost(4), self.get_cost(24)
        self.assertLessEqual(many["queries"], few["queries"] + 1)
        self.assertLessEqual(many["rows"], few["rows"] + 2)
        self.assertLess(many["queries"], 60)
        self.assertLess(many["rows"], 90)

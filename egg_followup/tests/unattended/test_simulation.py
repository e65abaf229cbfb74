from collections import Counter
from datetime import timedelta

from odoo.tests import tagged

from ..common import TODAY
from .common import DailyCase


@tagged("post_install", "-at_install")
class TestThirtyDays(DailyCase):
    """AUT-02: thirty days in which nobody clicks."""

    def test_from_due_date_to_formal_notice(self):
        """AUT-02: from the due date to the formal notice no click; no message for what is paid or held, none twice,
        none outside the days of sending; the stern step waits and is planned anew each day.
        """
        names = ("never", "pays", "promise", "dispute", "answers", "blocked", "excluded")
        partners = {name: self._customer(name, f"{name}@client.example") for name in names}
        moves = {name: self._invoice(partner, due=TODAY) for name, partner in partners.items()}
        self._items(moves["dispute"]).egg_dispute = True
        partners["excluded"].egg_followup_excluded = True
        moves["blocked"].payment_state = "blocked"
        sent = []
        for number in range(31):
            day = TODAY + timedelta(number)
            self._at(day)
            if number == 3:
                self._pay(moves["pays"])
                self._items(moves["promise"]).egg_promise_date = TODAY + timedelta(14)
                partners["answers"].egg_followup_pause_reason = "answered"
            self.outbox.messages.clear()
            self._day(day)
            sent += [(number, address.split("@")[0]) for address in self.outbox.addresses()]
            self._at(day, 19)
            self._work()
        told = Counter(name for _number, name in sent)
        self.assertEqual([number for number, name in sent if name == "never"], [0, 8])
        self.assertEqual([number for number, name in sent if name == "promise"], [0, 15])
        self.assertEqual((told["pays"], told["answers"]), (1, 1))
        self.assertFalse({"dispute", "blocked", "excluded"} & set(told))
        self.assertTrue(all((TODAY + timedelta(number)).weekday() < 5 for number, _name in sent))
        entries = Counter((entry.due_item_id, entry.stage_id) for entry in
                          self.env["egg.followup.entry"].search([("origin", "=", "bulk")]))
        self.assertEqual(set(entries.values()), {1})
        waiting = self._runs(state="approval")
        self.assertEqual(waiting.item_ids.due_item_id.move_id, moves["never"] + moves["promise"])
        self.assertEqual(waiting.followup_message_ids.stage_id, self.notice)
        self.assertEqual(len(self._mails("Reminders of")), len(self._runs(part="own")))
        self.assertFalse(self._mails("did not run"))

from unittest.mock import patch

from odoo.addons.egg_followup.models.channel.channel import Channel
from odoo.addons.egg_followup.tools.transport import Lost, NotNow, Refused, Unreachable
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import FollowupCase


class Pigeon(Channel):
    """A channel of this test alone: customers are reached at their street."""

    code = "pigeon"
    substitute = "letter"

    def __init__(self):
        self.delivered, self.failure = [], None

    def get_label(self, env):
        return "Pigeon"

    def get_address(self, partner):
        return partner.street or ""

    def render(self, message):
        return f"{message.partner_id.name}: {message._prepare_content()['subject']}"

    def deliver(self, message, content, line):
        if self.failure:
            raise self.failure
        self.delivered.append((message.email_to, content))


@tagged("post_install", "-at_install")
class TestChannels(FollowupCase):
    def setUp(self):
        super().setUp()
        self.pigeon, channels = Pigeon(), self.env["egg.followup.channel"]
        known = channels._get_channels()
        self.startPatcher(patch.object(type(channels), "_get_channels",
                                       lambda model: known | {"pigeon": self.pigeon}))
        self.alpha.street = "1 rue Haute"

    def make_run(self, **options):
        run = self._prepare(self._items(self._invoice()), channel="pigeon", **options)
        run.action_start()
        return run, run.followup_message_ids

    def work(self, times=1):
        with mute_logger("odoo.addons.egg_followup.models.delivery.egg_followup_message"):
            self._work_later(times)

    def test_a_channel_is_one_entry(self):
        """ARC-05: a channel defined here alone plans, renders and delivers, and its stage is noted."""
        run, message = self.make_run()
        self.assertEqual((message.channel, message.email_to, message.state), ("pigeon", "1 rue Haute", "queued"))
        self.work()
        self.assertEqual((message.state, run.state), ("sent", "done"), message.reason)
        [(address, text)] = self.pigeon.delivered
        self.assertEqual(address, "1 rue Haute")
        self.assertIn("Client Alpha: ", text)
        entry = message.item_ids._get_targets().move_id.egg_followup_entry_ids
        self.assertEqual((entry.stage_id, entry.comment), (self.stage_1, "1 rue Haute"))
        self.assertFalse(self.outbox.messages)

    def test_it_fails_and_is_tried_again(self):
        """ARC-05: what a failure means is the channel's: never, later, perhaps delivered, or nothing leaves now."""
        run, message = self.make_run()
        self.pigeon.failure = Unreachable("No pigeon")
        self.work()
        self.assertEqual((message.state, message.attempts, run.problem), ("queued", 0, "No pigeon"))
        self.pigeon.failure = NotNow("Rain")
        self.work()
        self.assertEqual((message.state, message.attempts, message.reason), ("queued", 1, "Rain"))
        self.pigeon.failure = Refused("A cat")
        self.work()
        self.assertEqual((message.state, run.failed_count, run.state), ("failed", 1, "done"))
        self.pigeon.failure = Lost("Out of sight", uncertain=True)
        run.action_retry()
        self.work(7)
        self.assertEqual((message.state, message.attempts), ("uncertain", 6))
        self.assertEqual(len(message.item_ids._get_targets().move_id.egg_followup_entry_ids), 1)

    def test_one_channel_never_stops_another(self):
        """ARC-05, BNK-05: a channel that cannot be reached holds up its own messages only, and what leaves by another
        one tells nothing about it.
        """
        run, message = self.make_run()
        mails = self._prepare(self._items(self._invoice(self._customer("Beta", "beta@client.example"))))
        mails.action_start()
        self.pigeon.failure = Unreachable("No pigeon")
        self.work()
        self.assertEqual((message.state, mails.followup_message_ids.state), ("queued", "sent"))
        self.assertEqual(run.problem, "No pigeon")
        self.assertTrue(run.next_try)
        later = self._prepare(self._items(self._invoice(self._customer("Gamma", "gamma@client.example"))))
        later.action_start()
        self.pigeon.failure = NotNow("Rain")
        self.work()
        self.assertEqual((later.state, run.problem), ("done", "No pigeon"), "the pigeon itself has not flown yet")
        self.pigeon.failure = None
        self.work()
        self.assertEqual((message.state, run.state, run.problem, run.next_try), ("sent", "done", False, False))

    def test_the_problem_goes_when_the_channel_works(self):
        """ARC-05: mails that flow before do not hide that another channel works again."""
        late = self._prepare(self._items(self._invoice(self._customer("Late", "late@client.example"))))
        late.action_start()
        run, _message = self.make_run()
        self.alpha.street = "1 rue Haute"
        other = self._customer("Other", street="2 rue Haute")
        run_2 = self._prepare(self._items(self._invoice(other)), channel="pigeon")
        run_2.action_start()
        (run + run_2).write({"problem": "No pigeon"})
        seen = []
        self.pigeon.deliver = lambda message, *_content: seen.append(message.run_id.problem)
        self.work()
        self.assertEqual(seen, ["No pigeon", False])

    def test_customers_without_an_address(self):
        """ARC-05: a channel says which one is taken for customers whom it does not reach."""
        self.alpha.street = False
        _run, message = self.make_run()
        self.assertEqual((message.channel, message.state), ("letter", "to_print"))

    def test_an_unknown_channel_is_refused(self):
        """ARC-05: what no channel is known for is refused at the start, never sent as an e-mail."""
        run = self._prepare(self._items(self._invoice()), channel="pigeon")
        other, message = self.make_run()
        channels = self.env["egg.followup.channel"]
        with patch.object(type(channels), "_get_channels", lambda model: {}):
            with self.assertRaisesRegex(UserError, "pigeon"):
                run.action_start()
            self.work()
        self.assertEqual((message.state, other.failed_count), ("failed", 1))
        self.assertFalse(self.outbox.messages)
        with self.assertRaisesRegex(UserError, "smoke"):
            self._prepare(self._items(self._invoice()), channel="smoke")

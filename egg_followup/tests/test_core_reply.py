from email import message_from_string

from odoo.tests import BaseCase, tagged

from ..core.reply import is_automatic, is_final_bounce

REPORT = """Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain

told
--B
Content-Type: message/delivery-status

Reporting-MTA: dns; client.example

Final-Recipient: rfc822; a@client.example
{action}
--B--
"""


@tagged("post_install", "-at_install")
class TestReply(BaseCase):
    def test_who_wrote_it(self):
        """BNK-15: absence notes and other programs' answers are told from what a person wrote."""
        for header, automatic in (
            ("Subject: Re", False), ("Auto-Submitted: no", False), ("Auto-Submitted: auto-replied; owner=x", True),
            ("Auto-Submitted: auto-generated", True), ("Precedence: auto_reply", True), ("Precedence: list", False),
            ("X-Autoreply: yes", True),
        ):
            self.assertIs(is_automatic(message_from_string(f"{header}\n\nText")), automatic, header)

    def test_what_came_back_for_good(self):
        """BNK-15: failed is for good, late is not; a report that says nothing is believed."""
        for action, final in (("Action: failed", True), ("Action: Delayed", False), ("Action: relayed", False),
                              ("", True)):
            self.assertIs(is_final_bounce(message_from_string(REPORT.format(action=action))), final, action)
        self.assertTrue(is_final_bounce(message_from_string("Subject: Undelivered\n\nunknown user")))

from datetime import date, datetime
from email import message_from_bytes
from email.policy import default

from hypothesis import given, settings
from hypothesis import strategies as st
from odoo.tests import BaseCase, tagged

from ...core.limitation import (
    CONSUMERS,
    FIRMS,
    LATER,
    PAST,
    SOON,
    Clock,
    Deadlines,
    add_months,
    deadlines,
    how_near,
    limitation,
)
from ...core.mail_file import Enclosure, Mail, write_mail

DAYS = st.dates(date(2015, 1, 1), date(2035, 12, 31))


@tagged("post_install", "-at_install")
class TestLimitation(BaseCase):
    def test_five_years_and_two(self):
        """ACC-07: five years between firms, two of consumers; 29 February ends on the 28th."""
        self.assertEqual(limitation(date(2022, 3, 31), FIRMS, []), date(2027, 3, 31))
        self.assertEqual(limitation(date(2022, 3, 31), CONSUMERS, []), date(2024, 3, 31))
        self.assertEqual(limitation(date(2024, 2, 29), CONSUMERS, []), date(2026, 2, 28))

    def test_interrupted_in_time_only(self):
        """ACC-07: a part payment or an acknowledgement begins it anew, unless it comes too late."""
        paid = [date(2023, 5, 1), date(2025, 4, 30)]
        self.assertEqual(limitation(date(2022, 3, 31), CONSUMERS, paid), date(2027, 4, 30))
        self.assertEqual(limitation(date(2022, 3, 31), CONSUMERS, [date(2024, 4, 1)]), date(2024, 3, 31))
        self.assertEqual(limitation(date(2022, 3, 31), FIRMS, [date(2022, 1, 1)]), date(2027, 3, 31))

    def test_the_warning(self):
        """ACC-07: from six months before its last day on; the last day is still in time."""
        last = date(2027, 3, 31)
        for today, said in ((date(2026, 9, 29), LATER), (date(2026, 9, 30), SOON), (last, SOON),
                            (date(2027, 4, 1), PAST)):
            self.assertEqual(how_near(last, today), said, today)

    def test_the_clock_of_an_order_to_pay(self):
        """ACC-07: orders of before September 2026 are served within six months, later ones within three; opposition
        within a month, enforcement two months after service.
        """
        self.assertEqual(deadlines(Clock()), Deadlines())
        self.assertEqual(deadlines(Clock(date(2026, 8, 31))).serve_until, date(2027, 2, 28))
        self.assertEqual(deadlines(Clock(date(2026, 9, 1))).serve_until, date(2026, 12, 1))
        self.assertEqual(deadlines(Clock(date(2026, 9, 1), date(2026, 10, 15))),
                         Deadlines(date(2026, 12, 1), date(2026, 11, 15), date(2026, 12, 15)))
        self.assertIsNone(deadlines(Clock(date(2026, 9, 1), date(2026, 10, 15), date(2026, 11, 1))).enforce_from)
        late = deadlines(Clock(date(2026, 9, 1), date(2026, 10, 15), date(2026, 11, 16)))
        self.assertEqual((late.is_late, late.enforce_from), (True, date(2026, 12, 15)))
        lapsed = deadlines(Clock(date(2026, 2, 1), date(2026, 10, 1)))
        self.assertEqual((lapsed.is_lapsed, lapsed.enforce_from), (True, None))

    @settings(deadline=None)
    @given(DAYS, st.lists(DAYS, max_size=5), DAYS)
    def test_an_interruption_never_shortens(self, due, paid, more):
        """ACC-07: whatever was paid and in whatever order, it never ends sooner."""
        plain = limitation(due, FIRMS, paid)
        self.assertEqual(plain, limitation(due, FIRMS, paid[::-1]))
        self.assertGreaterEqual(limitation(due, FIRMS, [*paid, more]), plain)
        self.assertGreaterEqual(plain, add_months(due, 60))


@tagged("post_install", "-at_install")
class TestLetterFile(BaseCase):
    def letter(self, **values):
        known = {"subject": "Relance", "sender": '"Paul" <paul@egg.example>', "recipients": "a@client.example",
                 "sent": datetime(2026, 5, 27, 8, 30), "message_id": "<1@egg.example>", "answers": "",
                 "html": "<p>Dear Café</p>", "text": "Dear Café",
                 "enclosures": (Enclosure("INV.pdf", b"%PDF-1", "application/pdf"),)}
        return message_from_bytes(write_mail(Mail(**known | values)), policy=default)

    def test_headers_texts_and_files(self):
        """ACC-07: a mail program finds sender, recipient, day, identifier, both texts and the file."""
        mail = self.letter(answers="<0@egg.example>")
        self.assertEqual((mail["Subject"], mail["To"], mail["Message-ID"], mail["In-Reply-To"]),
                         ("Relance", "a@client.example", "<1@egg.example>", "<0@egg.example>"))
        self.assertIn("27 May 2026 08:30:00 +0000", mail["Date"])
        self.assertIn("Café", mail.get_body(("html",)).get_content())
        [file] = mail.iter_attachments()
        self.assertEqual((file.get_filename(), file.get_content()), ("INV.pdf", b"%PDF-1"))

    @settings(deadline=None)
    @given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=30))
    def test_any_text_makes_a_file(self, subject, sender, name):
        """ACC-07: no subject, address or name of a file breaks it, or adds a header."""
        mail = self.letter(subject=subject + "\r\nBcc: x@y.example", sender=sender, message_id=sender,
                           enclosures=(Enclosure(name, b"x", "message/rfc822"),))
        self.assertIsNone(mail["Bcc"])
        self.assertEqual(len(list(mail.iter_attachments())), 1)

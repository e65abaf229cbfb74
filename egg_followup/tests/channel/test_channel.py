from types import SimpleNamespace

from odoo.tests import BaseCase, tagged

from ...models.channel.channel import Channel, Email, Letter

#: Says texts as they are written.
ENV = SimpleNamespace(_=lambda text, **values: text % values if values else text)


def customer(addresses="a@example.com", is_live=True):
    return SimpleNamespace(_get_egg_email_addresses=lambda: addresses, _has_egg_live_email=lambda: is_live)


@tagged("post_install", "-at_install")
class TestChannels(BaseCase):
    def test_an_e_mail(self):
        """AUT-01: it leaves by itself and is committed before; who has no address gets a letter."""
        mail = Email()
        self.assertEqual((mail.code, mail.is_by_hand, mail.is_committing, mail.substitute),
                         ("email", False, True, "letter"))
        self.assertEqual([mail.get_label(ENV), mail.get_plural(ENV), mail.get_count(ENV, 1), mail.get_count(ENV, 2)],
                         ["E-mail", "E-mail", "1 e-mail", "2 e-mails"])
        for partner, address in ((customer(), "a@example.com"), (customer(""), ""), (customer(is_live=False), "")):
            self.assertEqual((mail.get_address(partner), mail.is_reaching(partner)), (address, bool(address)))

    def test_a_letter(self):
        """AUT-01: a person prints it; the post finds everybody; its text may differ from the e-mail's."""
        letter = Letter()
        self.assertEqual((letter.code, letter.is_by_hand, letter.is_committing, letter.substitute),
                         ("letter", True, False, ""))
        self.assertEqual([letter.get_label(ENV), letter.get_plural(ENV), letter.get_count(ENV, 1),
                          letter.get_count(ENV, 3)], ["Printed letter", "Printed letters", "1 letter", "3 letters"])
        self.assertEqual((letter.get_address(customer()), letter.is_reaching(customer(""))), ("", True))
        for own, used in (("own", "own"), ("", "common")):
            row = SimpleNamespace(letter_template_id=own, template_id="common")
            self.assertEqual((letter.get_template(row), Email().get_template(row)), (used, "common"))

    def test_a_new_channel(self):
        """AUT-01: one entry of a few lines: the rest is what every channel does."""
        class Pigeon(Channel):
            code = "pigeon"

            def get_label(self, env):
                return "Pigeon"

            def get_address(self, partner):
                return partner.roof

        pigeon = Pigeon()
        self.assertEqual((pigeon.get_plural(ENV), pigeon.get_count(ENV, 2)), ("Pigeon", "2 × Pigeon"))
        self.assertEqual([pigeon.is_reaching(SimpleNamespace(roof=roof)) for roof in ("", "red")], [False, True])
        self.assertEqual((pigeon.is_by_hand, pigeon.is_committing, pigeon.substitute), (False, False, ""))
        self.assertEqual((pigeon.get_problems(None), pigeon.keep(None), pigeon.note_kept([])), ([], {}, {}))
        message = SimpleNamespace(env={"mail.message": "none"}, _prepare_content=lambda: "content")
        self.assertEqual((pigeon.note(message, None), pigeon.render(message)), ("none", "content"))
        with pigeon.open(ENV) as line:
            self.assertIsNone(line)

    def test_the_line_is_closed(self):
        """AUT-01: whatever happens while messages leave."""
        steps = []
        transport = SimpleNamespace(close=lambda: steps.append("closed"), refresh=lambda: steps.append("fresh"),
                                    send=lambda *told: steps.append(told))
        env = {"egg.followup.message": SimpleNamespace(_open_transport=lambda: transport)}
        content = SimpleNamespace(key="k", connect="c", hand_over="h", values={"body": "b"})
        mail = Email()
        with self.assertRaises(RuntimeError), mail.open(env) as line:
            mail.refresh(line)
            mail.deliver(None, content, line)
            raise RuntimeError
        self.assertEqual(steps, ["fresh", ("k", "c", "h"), "closed"])
        self.assertEqual(mail.keep(content), {"body": "b"})

"""The ways by which a message reaches a customer: each is one entry of `egg.followup.channel`."""

from contextlib import contextmanager


class Channel:
    """One way to a customer.

    A channel says how the address is chosen, what is rendered, how that is delivered, and what a failure means: it
    raises `Unreachable` (nothing can leave by this channel now), `Lost` (perhaps delivered), `NotNow` (this message
    later) or `Refused` (this message never), see `tools.transport`.
    """

    #: the value of the field "channel"
    code = ""
    #: a person makes the messages leave: they wait to be printed instead of being sent in the background
    is_by_hand = False
    #: `deliver` is called in the transaction that made the message, and commits that before it talks to anybody
    is_committing = False
    #: code of the channel that is taken for customers without an address for this one; none: they are told as failed
    substitute = ""

    def get_label(self, env) -> str:
        """Return its name, of one message."""
        raise NotImplementedError

    def get_plural(self, env) -> str:
        """Return its name as the action of a whole run."""
        return self.get_label(env)

    def get_count(self, env, count: int) -> str:
        """Return so many messages, in words."""
        return f"{count} × {self.get_label(env)}"

    def get_address(self, partner) -> str:
        """Return where a customer is reached by this channel; empty: nowhere."""
        raise NotImplementedError

    def is_reaching(self, partner) -> bool:
        return bool(self.get_address(partner))

    def get_substitute_reason(self, partner) -> str:
        """Return why a contact is reached by the substitute instead."""
        return partner._get_egg_letter_reason()

    def get_template(self, row):
        """Return the text of a stage (`egg.followup.stage.template`) for this channel."""
        return row.template_id

    def get_problems(self, run) -> list:
        """Return in words what keeps the messages of this channel of a run from leaving; asked before it starts."""
        return []

    @contextmanager
    def open(self, env):
        """Yield what `deliver` needs for a whole batch, and close it."""
        yield None

    def refresh(self, line):
        """Make the line ready for the next message; no transaction is open."""

    def render(self, message):
        """Return what will be delivered; it is read and written in a transaction, nothing leaves."""
        return message._prepare_content()

    def deliver(self, message, content, line):
        """Let it leave, outside of any transaction.

        :param line: what `open` gave.
        """
        raise NotImplementedError

    def note(self, message, content):
        """Return the `mail.message` that shows on the document what left; none: a line says so."""
        return message.env["mail.message"]

    def keep(self, content):
        """Return of what was rendered what `note_kept` needs, as JSON; only asked where `is_committing`."""
        return {}

    def note_kept(self, messages) -> dict:
        """Return {message id: `mail.message`} as `note` does, of messages of one run that left and kept (`left`)."""
        return {}


class Email(Channel):
    code = "email"
    is_committing = True
    substitute = "letter"

    def get_label(self, env):
        return env._("E-mail")

    def get_count(self, env, count):
        return env._("1 e-mail") if count == 1 else env._("%(count)s e-mails", count=count)

    def get_address(self, partner):
        return partner._get_egg_email_addresses() if partner._has_egg_live_email() else ""

    def get_problems(self, run):
        return run._get_missing_senders()

    @contextmanager
    def open(self, env):
        transport = env["egg.followup.message"]._open_transport()
        try:
            yield transport
        finally:
            transport.close()

    def refresh(self, line):
        line.refresh()

    def render(self, message):
        return message._make_mail()

    def deliver(self, message, content, line):
        line.send(content.key, content.connect, content.hand_over)

    def note(self, message, content):
        return message._create_messages({message: content.values})[message.id]

    def keep(self, content):
        return content.values

    def note_kept(self, messages):
        return messages._create_messages({message: message.left for message in messages})


class Letter(Channel):
    code = "letter"
    is_by_hand = True

    def get_label(self, env):
        return env._("Printed letter")

    def get_plural(self, env):
        return env._("Printed letters")

    def get_count(self, env, count):
        return env._("1 letter") if count == 1 else env._("%(count)s letters", count=count)

    def get_address(self, partner):
        return ""

    def is_reaching(self, partner):
        """The post finds everybody, or the letter shows what is missing."""
        return True

    def get_template(self, row):
        return row.letter_template_id or row.template_id

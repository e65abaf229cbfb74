"""Reminders by post, as a channel: the service prints and posts them."""

from typing import NamedTuple

from odoo.addons.egg_followup.models.channel.channel import Channel

#: What the service's reasons mean: nothing leaves now, this letter later; all others: this letter never.
UNREACHABLE = frozenset({"CREDIT_ERROR", "TRIAL_ERROR"})
LATER = frozenset({"UNKNOWN_ERROR"})


class Letter(NamedTuple):
    """A letter that is ready: the pages that are posted."""

    pdf: bytes


class PostChannel(Channel):
    code = "post"
    substitute = "letter"

    def get_label(self, env):
        return env._("Letter by post")

    def get_plural(self, env):
        return env._("Letters by post")

    def get_count(self, env, count):
        return env._("1 letter by post") if count == 1 else env._("%(count)s letters by post", count=count)

    def get_address(self, partner):
        return partner._get_egg_postal_address()

    def get_substitute_reason(self, partner):
        return partner.env._("The postal address is not complete: print the letter.")

    def get_template(self, row):
        return row.letter_template_id or row.template_id

    def render(self, message):
        return message._make_posted_letter()

    def deliver(self, message, content, line):
        message._post_letter(content)

    def note(self, message, content):
        return message._get_posted_message()

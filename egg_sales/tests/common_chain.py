from odoo.tests import Form

from .common import EggSalesCase


class ChainCase(EggSalesCase):
    def sent_quote(self, lines=None, **values):
        quote = self.make_order(lines, **values)
        quote.action_quotation_sent()
        return quote

    def open_shortcut(self, action):
        """Open the form that a shortcut opens, as the web client does; it is not saved yet."""
        return Form(self.env[action["res_model"]].with_context(**action["context"]))

    def save_shortcut(self, action):
        """Open the form that a shortcut opens, and save it, as the web client does."""
        form = self.open_shortcut(action)
        sentence = form.egg_relation_sentence
        return form.save(), sentence

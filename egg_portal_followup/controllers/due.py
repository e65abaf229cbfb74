from odoo.addons.egg_portal.controllers.due import DuePortal


class AnsweredDuePortal(DuePortal):
    """What the customer said of an amount stands beside it; what he has paid by transfer or disputes is not asked."""

    def _filter_egg_asked(self, items):
        return super()._filter_egg_asked(items) - items._get_egg_answered()

    def _get_egg_taken_texts(self, items):
        return items._get_egg_word_marks() | super()._get_egg_taken_texts(items)

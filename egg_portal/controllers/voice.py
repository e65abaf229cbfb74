"""In which language, and by whose calendar, a page speaks that is opened by a link: nobody is logged in."""

from odoo.addons.egg_billing.models.print.languages import find_language
from odoo.http import request


def speak(company, *languages) -> None:
    """Show this request in the first of these languages that is in use here, else in the site's own; its days are those
    of the firm, so that what a message says of its last day is so until midnight there.

    :param languages: codes, or nothing; a contact may have one that was switched off since.
    """
    request.update_context(tz=company._get_egg_zone())
    if code := find_language(request.env, *languages):
        request.update_context(lang=code)

import json
import logging
from datetime import date

import psycopg2
from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from ..models.aged.egg_aged_item import DAY

_logger = logging.getLogger(__name__)

FILES = {
    "pdf": ("_render_pdf", "application/pdf"),
    "xlsx": ("_render_sheets", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


class AgedBalance(http.Controller):
    @http.route("/egg/aged/<string:ending>", type="http", auth="user", methods=["GET"], readonly=True)
    def download(self, ending, day="", domain="[]", companies="", **_options):
        """The aged balance of a search on a day as a file; 404 for who may not read it, 422 for what cannot be made."""
        items = request.env["egg.aged.item"]
        if ending not in FILES or not items.has_access("read"):
            raise request.not_found()
        method, kind = FILES[ending]
        try:
            items = items.with_context(**{DAY: date.fromisoformat(day).isoformat()},
                                       allowed_company_ids=_to_companies(companies, request.env.user))
            content = getattr(items, method)(_to_domain(domain))
        except UserError as error:
            return self._refuse(str(error))
        except (ValueError, TypeError, RecursionError, OverflowError, psycopg2.DataError) as error:
            _logger.info("An aged balance that was asked for cannot be made: %s", error)
            return self._refuse(request.env._("The day or the search of this address cannot be read: open the aged "
                                              "balance again, and download it from there."))
        name = f"{items._get_title().replace('/', '-')}.{ending}"
        return request.make_response(content, [
            ("Content-Type", kind), ("Content-Length", len(content)), ("X-Content-Type-Options", "nosniff"),
            ("Content-Disposition", http.content_disposition(name)),
        ])

    def _refuse(self, text: str):
        return request.make_response(text, [("Content-Type", "text/plain; charset=utf-8")], status=422)


def _to_domain(text: str) -> list:
    """:raises ValueError: it is no domain."""
    domain = json.loads(text)
    if not isinstance(domain, list):
        raise ValueError(text)
    return [tuple(term) if isinstance(term, list) else term for term in domain]


def _to_companies(text: str, user) -> list:
    """Return the companies that are asked for, as far as they are the user's; none: the user's own."""
    asked = [int(number) for number in text.split("-") if number.isascii() and number.isdigit() and len(number) < 10]
    return [number for number in asked if number in user.company_ids.ids] or user.company_id.ids

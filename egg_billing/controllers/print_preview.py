from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from ..core.ids import LARGEST_ID

#: Documents shown in one file: enough for a day's print, few enough for one request.
MOST = 200


class PrintPreview(http.Controller):
    @http.route("/egg/print/preview/<string:model>/<string:ids>", type="http", auth="user", methods=["GET"],
                readonly=True)
    def preview(self, model, ids, **_options):
        """The PDF of one or several documents, shown by the browser (DOC-40); 404 for what one may not read."""
        digits = (number for number in ids.split(",") if number.isascii() and number.isdigit() and len(number) <= 10)
        numbers = [number for number in dict.fromkeys(map(int, digits)) if number < LARGEST_ID]
        method = "_get_egg_joint_pdf" if len(numbers) > 1 else "_get_egg_pdf"
        if model not in request.env or request.env[model]._abstract or not hasattr(
            request.env[model], method) or not numbers:
            raise request.not_found()
        documents = request.env[model].browse(numbers).exists()
        if not documents or not documents.has_access("read"):
            raise request.not_found()
        try:
            if len(documents) > MOST:
                raise UserError(request.env._("Choose at most %(most)s documents at a time.", most=MOST))
            content = getattr(documents, method)()
        except UserError as error:
            return request.make_response(str(error), [("Content-Type", "text/plain; charset=utf-8")], status=422)
        name = documents.display_name if len(documents) == 1 else request.env._("Documents")
        return request.make_response(content, [
            ("Content-Type", "application/pdf"), ("Content-Length", len(content)),
            ("X-Content-Type-Options", "nosniff"),
            ("Content-Disposition", http.content_disposition(f"{name.replace('/', '_')}.pdf", "inline")),
        ])

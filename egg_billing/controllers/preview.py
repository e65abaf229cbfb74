from odoo import http
from odoo.http import content_disposition, request


class DocumentPreview(http.Controller):
    @http.route("/egg/preview/<string:model>/<int:document_id>", type="http", auth="user", methods=["GET"], readonly=False)
    def preview(self, model, document_id, **_options):
        """Show a document's PDF in the browser, under the user's own rights."""
        if model not in request.env or not hasattr(request.env[model], "action_egg_preview"):
            raise request.not_found()
        document = request.env[model].browse(document_id).exists()
        if not document:
            raise request.not_found()
        document.check_access("read")
        pdf = self._render(document)
        name = f"{(document.display_name or 'document').replace('/', '-')}.pdf"
        headers = [
            ("Content-Type", "application/pdf"),
            ("Content-Length", str(len(pdf))),
            ("Content-Disposition", content_disposition(name).replace("attachment", "inline", 1)),
            ("X-Content-Type-Options", "nosniff"),
        ]
        return request.make_response(pdf, headers)

    def _render(self, document) -> bytes:
        if hasattr(document, "_get_egg_pdf"):
            return document._get_egg_pdf()
        report = document._get_egg_preview_report()
        return request.env["ir.actions.report"]._render_qweb_pdf(report.report_name, document.ids)[0]

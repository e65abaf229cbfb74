from odoo import fields, models


class EggArchivePart(models.Model):
    """One ZIP of a year: it is whole in itself, with its own list of sums."""

    _name = "egg.archive.part"
    _description = "File of a Yearly Archive"
    _inherit = ["egg.facts.mixin", "egg.file.mixin"]
    _order = "archive_id, number"
    _rec_name = "file_name"

    archive_id = fields.Many2one("egg.archive", "Archive", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="archive_id.company_id", store=True, index=True)
    number = fields.Integer(readonly=True)
    file = fields.Binary("File", attachment=True, readonly=True)
    file_name = fields.Char("Name", readonly=True)
    document_count = fields.Integer("Documents", readonly=True)
    size = fields.Integer("Size (KB)", readonly=True)
    sha256 = fields.Char("SHA-256", readonly=True, help="Of the whole ZIP: note it where the archive is kept.")

import io
import zipfile
from unittest.mock import patch

from odoo.addons.egg_debit.tests.common import DebitCase


def read_files(collection) -> dict:
    """The files of a collection: {name: content}."""
    with zipfile.ZipFile(io.BytesIO(collection._read_archive())) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


class SepaCase(DebitCase):
    """The company collects through its bank."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.egg_sepa_journal_id = cls.bank

    def open_form(self, moves, user=None, **values):
        run = self.env["egg.sepa.collect"].with_context(active_model="account.move", active_ids=moves.ids)
        return (run.with_user(user) if user else run).create(values)

    def collect(self, moves, **values):
        run = self.open_form(moves, **values)
        return self.env["egg.sepa.collection"].sudo().browse(run.action_validate()["res_id"])

    def book(self, collection):
        collection.action_sent()
        self.run_booking()

    def run_booking(self):
        """The background job, without its commits."""
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *_args, **_values: float("inf")):
            self.env["egg.sepa.collection"].sudo()._cron_book_payments()

    def read_xml(self, collection):
        files = read_files(collection)
        self.assertEqual(len(files), 1)
        return next(iter(files.values()))

    def return_file(self, *items, code="AM04", kind="pain.002"):
        """A bank's answer about these debits."""
        if kind == "pain.002":
            rows = "".join(
                f"<TxInfAndSts><OrgnlEndToEndId>{item.end_to_end}</OrgnlEndToEndId><TxSts>RJCT</TxSts>"
                f"<StsRsnInf><Rsn><Cd>{code}</Cd></Rsn></StsRsnInf></TxInfAndSts>" for item in items)
            return (
                '<Document '
                'xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.03"><CstmrPmtStsRpt><GrpHdr><MsgId>R1</MsgId>'
                "<CreDtTm>2026-12-02T08:00:00</CreDtTm></GrpHdr>"
                "<OrgnlGrpInfAndSts><OrgnlMsgId>X</OrgnlMsgId></OrgnlGrpInfAndSts>"
                f"<OrgnlPmtInfAndSts><OrgnlPmtInfId>X-001</OrgnlPmtInfId>{rows}</OrgnlPmtInfAndSts>"
                "</CstmrPmtStsRpt></Document>").encode()
        root, part = ("BkToCstmrStmt", "Stmt") if kind == "camt.053" else ("BkToCstmrDbtCdtNtfctn", "Ntfctn")
        rows = "".join(
            f"<TxDtls><Refs><EndToEndId>{item.end_to_end}</EndToEndId></Refs>"
            f"<RtrInf><Rsn><Cd>{code}</Cd></Rsn></RtrInf></TxDtls>"
            for item in items)
        return (
            f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:{kind}.001.02"><{root}><{part}>'
            "<Ntry><BookgDt><Dt>2026-12-03</Dt></BookgDt>"
            f"<NtryDtls>{rows}</NtryDtls></Ntry></{part}></{root}></Document>"
        ).encode()

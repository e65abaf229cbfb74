import logging
import shutil
import tempfile
import zipfile
from contextlib import ExitStack

from odoo import fields
from odoo.addons.egg_debit.core.charset import to_sepa_reference
from odoo.exceptions import UserError

from ...core.collection import Collection, Creditor
from ...core.pain008 import DIALECTS
from ...core.schema import check_pain008
from ...tools.pain008_file import Draft

_logger = logging.getLogger(__name__)


class CollectionFiles:
    """The files of a collection in the making, one per scheme:
    CORE and B2B never share one (EPC130-08 and EPC131-08 are two messages).

    Everything goes through temporary files, so that memory does not grow with the number of debits. To be used in a
    `with` statement, which drops them.
    """

    def __init__(self, collection, schemes):
        self._collection = collection
        dialect = DIALECTS[collection.format]
        stamp = fields.Datetime.context_timestamp(collection, collection.stamped_at).replace(tzinfo=None)
        creditor = Creditor(collection.issuer, collection.creditor_identifier, collection.iban, collection.bic or "")
        reference, self._drafts, self._streams = collection._get_reference(), {}, ExitStack()
        for scheme in sorted(schemes, reverse=True):
            head = Collection(f"{reference}-{scheme}" if len(schemes) > 1 else reference, stamp, creditor,
                              collection.identification or "")
            self._drafts[scheme] = head.reference, self._streams.enter_context(Draft(head, dialect))

    def __enter__(self):
        return self

    def __exit__(self, *_fault):
        self._streams.close()

    def add(self, debit) -> tuple:
        """Take a core `Debit`; return the references of its file and of its batch:
        the bank may refuse a whole one by these.
        """
        return self._drafts[debit.scheme][1].add(debit)

    def pack(self) -> bytes:
        """Write and validate the files, and return them in one zip.

        :raises UserError: a file does not follow its schema
        """
        with tempfile.TemporaryFile() as packed:
            with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
                for reference, draft in self._drafts.values():
                    with tempfile.TemporaryFile() as stream:
                        draft.write(stream)
                        self._check(stream)
                        stream.seek(0)
                        with archive.open(f"{to_file_name(reference)}_{self._collection.format}.xml", "w") as target:
                            shutil.copyfileobj(stream, target, 1 << 20)
            packed.seek(0)
            return packed.read()

    def _check(self, stream):
        stream.seek(0)
        form = self._collection.format
        try:
            check_pain008(stream, form)
        except ValueError as fault:
            _logger.warning("Collection %s: its file does not follow %s", self._collection.id, form)
            raise UserError(self._collection.env._("The file does not follow %(format)s and was not kept: %(reason)s",
                                                   format=form, reason=fault)) from fault


def to_file_name(reference: str) -> str:
    """Return a reference as the name of a file."""
    return to_sepa_reference(reference).replace("/", "-")

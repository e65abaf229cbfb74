"""Write a pain.008 file debit by debit: their text goes to temporary files, so that a collection of any length needs no
memory.
"""

import shutil
import tempfile
from contextlib import ExitStack
from typing import BinaryIO

from ..core.collection import Collection, Debit
from ..core.pain008 import Batch, Dialect, batch_head, debit_node, document_head

#: A batch stays in memory up to this many bytes.
_SPOOL_SIZE = 1 << 20


class Draft:
    """A file in the making.

    The sums stand before the debits, so each batch waits in a stream of its own until all are there.

    To be used in a `with` statement, which drops these streams.
    """

    def __init__(self, collection: Collection, dialect: Dialect):
        self._collection, self._dialect = collection, dialect
        self._batches, self._texts = {}, {}
        self._streams = ExitStack()

    def __enter__(self):
        return self

    def __exit__(self, *_fault):
        self._streams.close()

    def add(self, debit: Debit) -> tuple:
        """Take a debit; return the references of the file (MsgId) and of the batch (PmtInfId) it is in.

        :raises ValueError: the version needs a BIC that is missing
        """
        key = (debit.collect_on, debit.scheme, debit.sequence)
        if key not in self._batches:
            self._open_batch(key)
        batch = self._batches[key]
        self._texts[key].write(f"\n{debit_node(debit, self._dialect)}".encode())
        batch.count += 1
        batch.amount += debit.amount
        return self._collection.reference, batch.reference

    def _open_batch(self, key: tuple) -> None:
        reference = f"{self._collection.reference[:31]}-{len(self._batches) + 1:03d}"
        self._batches[key] = Batch(reference, *key)
        self._texts[key] = self._streams.enter_context(tempfile.SpooledTemporaryFile(max_size=_SPOOL_SIZE))

    def write(self, target: BinaryIO) -> None:  # pylint: disable=method-required-super
        """Write the file: its batches in the order of date, scheme and sequence type,
        the debits of each as they came.
        """
        keys = sorted(self._batches)
        head = document_head(self._collection, [self._batches[key] for key in keys], self._dialect)
        target.write(head.encode())
        for key in keys:
            batch, text = self._batches[key], self._texts[key]
            target.write(f"\n<PmtInf>{batch_head(batch, self._collection.creditor, self._dialect)}".encode())
            text.seek(0)
            shutil.copyfileobj(text, target)
            target.write(b"</PmtInf>")
        target.write(b"\n</CstmrDrctDbtInitn></Document>\n")

"""While the tests run: nothing is written, and no number taken, below a method that says it only reads, prepares or
checks.
"""

import sys
from functools import wraps
from pathlib import Path

from odoo.addons.base.models.ir_sequence import IrSequence
from odoo.models import BaseModel

#: The files of the suite's addons; what else stands below (Odoo, the libraries) says nothing by its names.
ROOT = str(Path(__file__).resolve().parents[2])
OWN = f"{ROOT}/egg_"
READERS = ("_get_", "_prepare_", "_check_")
#: What Odoo writes by itself when somebody only reads: (model, operation), with why.
CORE_WRITES = {
    ("ir.attachment", "create"): "the assets of a page, and a PDF that is kept once it is printed",
    ("ir.attachment", "write"): "the same",
    ("ir.attachment", "unlink"): "assets of before",
}
#: Where Odoo goes its own way below a reader: it computes a stored field that waits for it, or notes which QR
#: code it draws.
CORE_STEPS = ("compute_value", "recompute", "_generate_qr_code")


def guard() -> None:
    """Make `create`, `write`, `unlink` and the next number of a sequence look who called them."""
    for name in ("create", "write", "unlink"):
        setattr(BaseModel, name, _watched(name, getattr(BaseModel, name)))
    IrSequence._next = _watched("_next", IrSequence._next)


def _watched(name: str, original):
    @wraps(original)
    def watched(self, *args, **kwargs):
        if not self._transient and (self._name, name) not in CORE_WRITES and (reader := _find_reader(sys._getframe(1))):
            raise AssertionError(f"{self._name}.{name} below {reader}, which says that it only reads")
        return original(self, *args, **kwargs)
    return watched


def _find_reader(frame) -> str:
    """Return the method of the suite, if any, that called this and says by its name that it writes nothing."""
    while frame:
        code = frame.f_code
        if code.co_name in CORE_STEPS and "/odoo/" in code.co_filename:
            return ""
        is_reader = code.co_name.startswith(READERS)
        if is_reader and code.co_filename.startswith(OWN) and "/tests/" not in code.co_filename:
            return f"{code.co_filename.removeprefix(ROOT)}:{code.co_name}"
        frame = frame.f_back
    return ""

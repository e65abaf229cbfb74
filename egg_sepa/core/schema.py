"""Check a file against the official schema, in constant memory, and read its sums back."""

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from importlib import resources

from lxml import etree

from .pain008 import DIALECTS


class SchemaFault(ValueError):
    """The file does not follow its schema, or its sums do not agree."""


@dataclass(frozen=True, slots=True)
class Totals:
    """How many transactions a file holds, and what they come to."""

    count: int
    amount: Decimal


@lru_cache(maxsize=len(DIALECTS))
def _load_schema(code: str):
    """Compile a schema once; the packages carry them as data files."""
    source = resources.files(DIALECTS[code].package).joinpath(f"schemas/{code}.xsd")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.XMLSchema(etree.fromstring(source.read_bytes(), parser))


def check_pain008(stream, code: str) -> Totals:
    """Validate a file and return what its transactions come to.

    :param stream: a binary file, at its start
    :param code: version of the message, a key of `DIALECTS`
    :raises SchemaFault: with the reason, when the schema or a control sum is not met
    """
    space = f"{{urn:iso:std:iso:20022:tech:xsd:{code}}}"
    count, amount, declared = 0, Decimal(0), {}
    events = etree.iterparse(stream, events=("end",), schema=_load_schema(code), resolve_entities=False,
                             no_network=True,
                             load_dtd=False, huge_tree=False,
                             tag=[space + tag for tag in ("DrctDbtTxInf", "GrpHdr", "PmtInf")])
    try:
        for _event, element in events:
            if element.tag == space + "DrctDbtTxInf":
                count += 1
                amount += Decimal(element.findtext(space + "InstdAmt"))
                element.clear()
                while element.getprevious() is not None and element.getprevious().tag == element.tag:
                    del element.getparent()[element.getparent().index(element) - 1]
            elif element.tag == space + "GrpHdr":
                declared = {tag: element.findtext(space + tag) for tag in ("NbOfTxs", "CtrlSum")}
            else:
                element.clear()
    except etree.XMLSyntaxError as fault:
        raise SchemaFault(str(fault)) from fault
    if count != int(declared["NbOfTxs"]) or amount != Decimal(declared["CtrlSum"]):
        raise SchemaFault("The control sums of the file do not agree with its transactions.")
    return Totals(count, amount)

"""The decisions of `core.einvoice`; no database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ..core import einvoice
from ..core.einvoice import Address, Document, Party

FIRM = Party(firm=True, french=True, registry="732 829 320 00074")


def test_identity_of_a_french_firm():
    """MON-15: SIREN and SIRET apart, whatever was typed; a wrong number is none."""
    assert (einvoice.siren(FIRM), einvoice.siret(FIRM)) == ("732829320", "73282932000074")
    assert (einvoice.siren(Party(True, True, "732829320")),
            einvoice.siret(Party(True, True, "732829320"))) == ("732829320", "")
    assert einvoice.siren(Party(True, True, "732829321")) == ""
    assert einvoice.siren(Party(True, False, "732829320")) == "", "a foreign number is no SIREN"


@pytest.mark.parametrize(("party", "wished"), [
    (FIRM, Address("0225", "732829320")),
    (Party(True, True, "732829320", "732829320_COMPTA", "0225"), Address("0225", "732829320_COMPTA")),
    (Party(True, True, "732829320", "FR44732829320", "9957"), Address("0225", "732829320")),
    (Party(True, True, "", "FR44732829320", "9957"), Address("9957", "FR44732829320")),
    (Party(True, False, "", "BE0477472701", "9925"), Address("9925", "BE0477472701")),
    (Party(True, True, email="a@b.fr"), None),
    (Party(True, False, email="a@b.de"), Address("EM", "a@b.de")),
    (Party(False, True, email="a@b.fr"), Address("EM", "a@b.fr")),
    (Party(True, False), None),
])
def test_where_a_platform_delivers(party, wished):
    """MON-15, LAW-06: the typed address first, then the French directory, an e-mail address only for those who are in
    none.
    """
    assert einvoice.address(party) == wished


@pytest.mark.parametrize(("document", "frame", "kind"), [
    (Document(True, False), "B1", "380"), (Document(False, True), "S1", "380"), (Document(True, True), "M1", "380"),
    (Document(True, False, paid=True), "B2", "380"), (Document(True, False, deposit=True), "B1", "386"),
    (Document(False, True, final=True, paid=True), "S4", "380"),
    (Document(True, True, credit_note=True, final=True), "M1", "381"),
])
def test_frame_and_kind(document, frame, kind):
    """MON-15: BT-23 and BT-3 of an invoice, one that is paid, a deposit, the final one, a credit note."""
    assert (einvoice.billing_frame(document), einvoice.type_code(document)) == (frame, kind)


def test_what_is_missing_is_named():
    """LAW-06: per customer and per document; nothing is asked about private persons."""
    def of_buyer(party):
        return einvoice.missing(einvoice.check_buyer(party))

    def of_document(*facts):
        return einvoice.missing(einvoice.check_document(*facts))

    assert of_buyer(FIRM) == []
    assert of_buyer(Party(True, True)) == ["buyer_registry", "buyer_routing"]
    assert of_buyer(Party(True, False)) == ["buyer_routing"]
    assert einvoice.check_buyer(Party(False, True)) == {}
    whole = {"PMD", "PMT", "AAB"}
    assert of_document(Document(True, False, number="FAC/2026-1"), True, whole) == []
    assert of_document(Document(False, False, credit_note=True, number="FAC 1"), False, {"PMD"}) == [
        "nature", "einvoice_number", "einvoice_units", "einvoice_origin", "fee", "discount"]
    assert of_document(Document(True, False, number="F" * 36), True, whole) == ["einvoice_number"]
    assert einvoice.missing(einvoice.check_seller(FIRM)) == []
    assert einvoice.missing(einvoice.check_seller(Party(True, True))) == ["seller_registry"]


def test_score():
    """LAW-06: the score is the part of what is asked that is there, in percent."""
    assert [einvoice.score(dict(enumerate(checks))) for checks in (
        [True] * 4, [True, False, True, True], [False] * 4, [])] == [100, 75, 0, 100]


@given(st.builds(Document, *[st.booleans()] * 6))
def test_each_frame_is_allowed(document):
    """MON-15: whatever the invoice, its frame is one that BR-FR-08 allows, and BR-FR-CO-08 holds."""
    frame = einvoice.billing_frame(document)
    assert frame in {letter + figure for letter in "BSM" for figure in "124"}
    assert frame[1] != "4" or einvoice.type_code(document) != "386"

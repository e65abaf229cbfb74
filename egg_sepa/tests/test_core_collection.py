import io
from datetime import date, datetime
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from odoo.addons.egg_debit.core.charset import to_sepa_text
from odoo.addons.egg_sepa.core.collection import Address, Amendment, Collection, Creditor, Debit
from odoo.addons.egg_sepa.core.pain008 import DEFAULT_FORMAT, DIALECTS
from odoo.addons.egg_sepa.core.schema import SchemaFault, check_pain008
from odoo.addons.egg_sepa.tools.pain008_file import Draft
from odoo.tests import BaseCase, tagged

FR_IBAN = "FR1420041010050500013M02606"
CREDITOR = Creditor("Société Œuvre & Cie", "FR72ZZZ123456", FR_IBAN, "PSSTFRPPPAR")
NOON = datetime(2026, 11, 24, 12, 30)


def debit(number=1, **values):
    return Debit(**({
        "reference": f"PRLV-{number}", "amount": Decimal("100.01"), "mandate_reference": "RUM-1",
        "signed_on": date(2026, 1, 15),
        "debtor": "Été & fils", "iban": FR_IBAN, "bic": "PSSTFRPPPAR", "collect_on": date(2026, 12, 1),
        "text": "Facture n° 1",
    } | values))


def write(debits, code, **values):
    collection = Collection(**({"reference": "PRLV-2026-1", "created_at": NOON, "creditor": CREDITOR} | values))
    content = io.BytesIO()
    with Draft(collection, DIALECTS[code]) as draft:
        for one in debits:
            draft.add(one)
        draft.write(content)
    return content.getvalue()


def texts(content, tag):
    return [one.text for one in etree.fromstring(content).iter("{*}" + tag)]


def read_leaves(element, path=""):
    """{path of local names: text} of the leaves below an element."""
    found = {}
    for one in element:
        name = path + etree.QName(one).localname
        found |= read_leaves(one, name + "/") if len(one) else {name: one.text}
    return found


def read_back(content):
    """The debits of a file, as a bank reads them."""
    for batch in etree.fromstring(content).iter("{*}PmtInf"):
        shared = tuple(batch.findtext(path)
                       for path in ("{*}ReqdColltnDt", "{*}PmtTpInf/{*}LclInstrm/{*}Cd", "{*}PmtTpInf/{*}SeqTp"))
        for one in batch.iter("{*}DrctDbtTxInf"):
            mandate = one.find("{*}DrctDbtTx/{*}MndtRltdInf")
            bank = one.find("{*}DbtrAgt/{*}FinInstnId")[0]
            yield (
                one.findtext("{*}PmtId/{*}EndToEndId"), one.findtext("{*}InstdAmt"), mandate.findtext("{*}MndtId"),
                mandate.findtext("{*}DtOfSgntr"), one.findtext("{*}Dbtr/{*}Nm"),
                one.findtext("{*}DbtrAcct/{*}Id/{*}IBAN"),
                bank.text, *shared, one.findtext("{*}RmtInf/{*}Ustrd") or "",
                mandate.findtext("{*}AmdmntInd") == "true",
            )


def expect_back(one):
    """What `read_back` must give for a debit."""
    return (one.reference, f"{one.amount:.2f}", one.mandate_reference, one.signed_on.isoformat(),
            to_sepa_text(one.debtor, 70), one.iban, one.bic,
            one.collect_on.isoformat(), one.scheme, one.sequence, to_sepa_text(one.text, 140), bool(one.amendment))


@tagged("post_install", "-at_install")
class TestFormats(BaseCase):
    def test_every_format_follows_its_schema(self):
        """SEP-01, SEP-02, SEP-03, BEY-01: each version validates against its official XSD, and its sums agree."""
        for code in DIALECTS:
            with self.subTest(code):
                content = write([debit(1), debit(2, sequence="FRST"), debit(3, amount=Decimal("0.01"))], code)
                totals = check_pain008(io.BytesIO(content), code)
                self.assertEqual((totals.count, totals.amount), (3, Decimal("200.03")))

    def test_the_default_is_the_current_version(self):
        """BEY-01: new collections use pain.008.001.08."""
        self.assertEqual(DEFAULT_FORMAT, "pain.008.001.08")

    def test_no_unstructured_address_is_written(self):
        """BEY-01, BNK-09: an address is structured with town and country, or is none: a country alone is no address."""
        swiss = debit(iban="CH9300762011623852957", bic="POFICHBEXXX",
                      address=Address("CH", "Genève", "1201", "rue du Rhône 1"))
        for code in DIALECTS:
            with self.subTest(code):
                content = write([swiss], code)
                check_pain008(io.BytesIO(content), code)
                self.assertEqual(texts(content, "AdrLine"), [])
                self.assertEqual(texts(content, "Ctry"), ["CH"] if DIALECTS[code].structured_address else [])
        japanese = debit(iban="CH9300762011623852957", bic="POFICHBEXXX", address=Address("CH", "東京"))
        self.assertNotIn(b"PstlAdr", write([japanese], DEFAULT_FORMAT))
        self.assertEqual(texts(write([swiss], DEFAULT_FORMAT), "TwnNm"), ["Geneve"])

    def test_amendments_validate_in_every_format(self):
        """SEP-01, SEP-02, SEP-03: a new account, reference or creditor is said where each version wants it."""
        amended = debit(sequence="FRST", amendment=Amendment("OLD-1", "FR72ZZZ123456", "Ancien nom", True))
        for code, dialect in DIALECTS.items():
            with self.subTest(code):
                content = write([amended], code)
                check_pain008(io.BytesIO(content), code)
                moved = next(etree.fromstring(content).iter("{*}" + dialect.moved_tag))
                self.assertEqual("".join(moved.itertext()), "SMNDA")

    def test_a_missing_bic_is_refused_only_where_the_version_needs_it(self):
        """SEP-02: pain.008.002.02 refuses a missing BIC; the others say NOTPROVIDED."""
        with self.assertRaisesRegex(ValueError, "BIC"):
            write([debit(bic="")], "pain.008.002.02")
        for code in ("pain.008.001.02", "pain.008.003.02", "pain.008.001.08"):
            content = write([debit(bic="")], code)
            check_pain008(io.BytesIO(content), code)
            self.assertIn("NOTPROVIDED", texts(content, "Id"))

    def test_one_batch_per_date_scheme_and_sequence(self):
        """SEP-22: debits are grouped by date, scheme and sequence type, two mandates of one account stay apart."""
        later = date(2026, 12, 2)
        debits = [debit(1), debit(2, mandate_reference="RUM-2"), debit(3, sequence="FRST"), debit(4, collect_on=later)]
        content = write(debits, DEFAULT_FORMAT)
        self.assertEqual(
            [(batch.findtext("{*}ReqdColltnDt"), batch.findtext("{*}PmtTpInf/{*}SeqTp"), batch.findtext("{*}NbOfTxs"))
             for batch in etree.fromstring(content).iter("{*}PmtInf")],
            [("2026-12-01", "FRST", "1"), ("2026-12-01", "RCUR", "2"), (later.isoformat(), "RCUR", "1")])
        self.assertEqual(texts(content, "MndtId"), ["RUM-1", "RUM-1", "RUM-2", "RUM-1"])
        with Draft(Collection("X", NOON, CREDITOR), DIALECTS[DEFAULT_FORMAT]) as draft:
            self.assertEqual([draft.add(one) for one in debits],
                             [("X", "X-001"), ("X", "X-001"), ("X", "X-002"), ("X", "X-003")])

    def test_the_note_for_the_bank_is_in_the_file(self):
        """SEP-17: the identification is written as the issuer's identification."""
        for code in DIALECTS:
            content = write([debit()], code, note="N° client 42")
            check_pain008(io.BytesIO(content), code)
            self.assertIn("No-client-42", texts(content, "Id"))

    def test_a_file_with_a_wrong_sum_is_refused(self):
        """SEP-01: a file whose sums do not agree is never handed over."""
        content = write([debit()], DEFAULT_FORMAT)
        for told, other in ((b"<CtrlSum>100.01", b"<CtrlSum>100.02"), (b"<NbOfTxs>1<", b"<NbOfTxs>2<")):
            with self.assertRaises(SchemaFault):
                check_pain008(io.BytesIO(content.replace(told, other)), DEFAULT_FORMAT)

    def test_a_file_against_the_schema_is_refused(self):
        """SEP-01: the schema is really checked."""
        content = write([debit()], DEFAULT_FORMAT).replace(b"<PmtMtd>DD<", b"<PmtMtd>XX<")
        with self.assertRaises(SchemaFault):
            check_pain008(io.BytesIO(content), DEFAULT_FORMAT)

    def test_each_amendment_alone_stands_where_its_version_wants_it(self):
        """SEP-01, SEP-02, SEP-03, BEY-01, BEY-03: old number, old identifier,
        old name and new account, each in four formats.
        """
        person = "OrgnlCdtrSchmeId/Id/PrvtId/Othr/"
        cases = (
            (Amendment(mandate_reference="OLD-1"), {"OrgnlMndtId": "OLD-1"}),
            (Amendment(creditor_identifier="FR72ABC123456"),
             {person + "Id": "FR72ABC123456", person + "SchmeNm/Prtry": "SEPA"}),
            (Amendment(creditor_name="Ancien é"), {"OrgnlCdtrSchmeId/Nm": "Ancien e"}),
        )
        for code, dialect in DIALECTS.items():
            moved = (
                "OrgnlDbtrAcct/Id/Othr/Id"
                if dialect.moved_tag == "OrgnlDbtrAcct"
                else "OrgnlDbtrAgt/FinInstnId/Othr/Id"
            )
            for amendment, wanted in (*cases, (Amendment(new_account=True), {moved: "SMNDA"})):
                with self.subTest(code, amendment=amendment):
                    content = write([debit(amendment=amendment)], code)
                    check_pain008(io.BytesIO(content), code)
                    (details,) = etree.fromstring(content).iter("{*}AmdmntInfDtls")
                    self.assertEqual(details.getprevious().text, "true")
                    self.assertEqual(read_leaves(details), wanted)

    @settings(max_examples=60, deadline=None)
    @given(
        code=st.sampled_from(sorted(DIALECTS)),
        rows=st.lists(st.tuples(
            st.text(max_size=100), st.text(max_size=200), st.decimals("0.01", "999999999.99", places=2),
            st.sampled_from(["FRST", "RCUR", "FNAL", "OOFF"]), st.booleans(),
        ), min_size=1, max_size=8),
        note=st.text(max_size=60),
    )
    def test_any_texts_and_amounts_give_a_valid_file(self, code, rows, note):
        """SEP-01, BEY-02: any names, texts and amounts validate, sums agree, and reading back gives the same data."""
        debits = [
            debit(number, debtor="X" + name, text=text, amount=amount, sequence=sequence,
                  amendment=Amendment("", "", "", moved))
            for number, (name, text, amount, sequence, moved) in enumerate(rows)
        ]
        content = write(debits, code, note=note)
        totals = check_pain008(io.BytesIO(content), code)
        self.assertEqual((totals.count, totals.amount), (len(rows), sum(one.amount for one in debits)))
        self.assertEqual(sorted(read_back(content)), sorted(expect_back(one) for one in debits))
        sums = [Decimal(batch.findtext("{*}CtrlSum")) for batch in etree.fromstring(content).iter("{*}PmtInf")]
        self.assertEqual(sum(sums), totals.amount)

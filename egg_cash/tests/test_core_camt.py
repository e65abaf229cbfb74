"""camt by its elements: what each is read as, whatever the version."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from odoo.addons.egg_cash.core.reader import read
from odoo.addons.egg_cash.core.statement import line_mark
from odoo.tests import BaseCase, tagged

ROOTS = {"Stmt": "BkToCstmrStmt", "Ntfctn": "BkToCstmrDbtCdtNtfctn", "Rpt": "BkToCstmrAcctRpt"}
BOOKED = "<Sts>BOOK</Sts><BookgDt><Dt>2026-12-02</Dt></BookgDt>"


def message(*parts: str, tag: str = "Stmt",
            account: str = "<Id><IBAN>FR7630006000011234567890189</IBAN></Id><Ccy>EUR</Ccy>"):
    """A message with one statement for each of the parts."""
    told = "".join(f"<{tag}><Id>S-1</Id><Acct>{account}</Acct>{part}</{tag}>" for part in parts)
    return f'<Document xmlns="urn:x"><{ROOTS[tag]}>{told}</{ROOTS[tag]}></Document>'.encode()


def entry(details: str = "", amount: str = "120.00", sign: str = "CRDT", head: str = BOOKED,
          currency: str = "EUR") -> str:
    return (f'<Ntry><Amt Ccy="{currency}">{amount}</Amt><CdtDbtInd>{sign}</CdtDbtInd>{head}{details}</Ntry>')


def balance(code: str, amount: str, day: str = "2026-12-01", sign: str = "CRDT") -> str:
    return (f'<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">{amount}</Amt>'
            f"<CdtDbtInd>{sign}</CdtDbtInd><Dt><Dt>{day}</Dt></Dt></Bal>")


def parts(*transactions: str, batch: str = "") -> str:
    inner = "".join(f"<TxDtls>{one}</TxDtls>" for one in transactions)
    return f"<NtryDtls>{batch}{inner}</NtryDtls>"


def moved(amount: str, sign: str = "", currency: str = "EUR") -> str:
    return f'<Amt Ccy="{currency}">{amount}</Amt>' + (f"<CdtDbtInd>{sign}</CdtDbtInd>" if sign else "")


def only(*entries: str, **values):
    (one,) = read(message("".join(entries), **values)).statements
    return one


def line(*args, **values):
    (found,) = only(entry(*args, **values)).lines
    return found


def codes(statement) -> list:
    return [note.code for note in statement.notes]


@tagged("post_install", "-at_install")
class TestStatement(BaseCase):
    def test_balances(self):
        """CAS-01: what was booked before and after; owed money below zero; other balances are none."""
        one = only(balance("OPBD", "50.00", "2026-11-30", "DBIT"), balance("ITBD", "1.00"), balance("CLAV", "7.00"),
                   entry(), balance("CLBD", "70.00", "2026-12-02"))
        self.assertEqual((one.opening, one.opened_on, one.closing, one.closed_on, one.gap, one.notes),
                         (-50, date(2026, 11, 30), 70, date(2026, 12, 2), 0, ()))
        one = only(balance("PRCD", "5.00"), balance("CLBD", "x"), entry())
        self.assertEqual((one.opening, one.closing), (5, None), "the last one closed is where this one opens")
        one = only(balance("PRCD", "5.00"), balance("OPBD", "6.00"))
        self.assertEqual(one.opening, 6)

    def test_pages(self):
        """CAS-01: of several pages in one statement the first opens it and the last closes it."""
        one = only(balance("OPBD", "1.00"), balance("CLBD", "2.00"), balance("OPBD", "2.00"), balance("CLBD", "121.00"),
                   entry())
        self.assertEqual((one.opening, one.closing, one.gap), (1, 121, 0))

    def test_the_account(self):
        """CAS-01: its IBAN or what the bank calls it, its currency or that of what is booked on it."""
        self.assertEqual(only(entry()).account, "FR7630006000011234567890189")
        one = only(entry(currency="CHF"), account="<Id><Othr><Id>123 456</Id></Othr></Id>")
        self.assertEqual((one.account, one.currency, one.name), ("123456", "CHF", "S-1"))
        one = only(balance("OPBD", "1.00"), account="<Id><Othr><Id>1</Id></Othr></Id>")
        self.assertEqual(one.currency, "EUR")

    def test_another_currency_is_no_line(self):
        """CAS-06: an amount in another currency than the account's cannot be booked on it: it is said."""
        one = only(entry("<AcctSvcrRef>B-7</AcctSvcrRef>", currency="USD"), entry())
        self.assertEqual([(note.code, note.place, note.detail) for note in one.notes], [("line", "B-7", "120.00 USD")])
        self.assertEqual(len(one.lines), 1)

    def test_several_statements(self):
        """CAS-01: each with its own lines."""
        found = read(message(entry(), entry() + entry(amount="5.00"))).statements
        self.assertEqual([len(one.lines) for one in found], [1, 2])

    def test_notices_and_reports(self):
        """CAS-01: what is no statement has no balance, and what it tells may come again: it is said."""
        for tag in ("Ntfctn", "Rpt"):
            one = only(balance("OPBD", "1.00"), entry(), balance("CLBD", "2.00"), tag=tag)
            self.assertEqual((one.opening, one.opened_on, one.closing, one.closed_on), (None, None, None, None))
            self.assertEqual([(note.code, note.place) for note in one.notes], [("notice", "S-1")])
            self.assertEqual(codes(only(tag=tag)), [])

    def test_what_is_not_booked(self):
        """CAS-01: announced or for information: said with its reference, no line; without a status it is booked."""
        for status in ("PDNG", "INFO", "FUTR"):
            for told in (f"<Sts>{status}</Sts>", f"<Sts><Cd>{status}</Cd></Sts>"):
                one = only(entry("<NtryRef>N-1</NtryRef>", head=f"{told}<BookgDt><Dt>2026-12-02</Dt></BookgDt>"))
                self.assertEqual([(note.code, note.place, note.detail) for note in one.notes],
                                 [("pending", "N-1", "120.00")])
                self.assertEqual(one.lines, ())
        for told in ("", "<Sts>BOOK</Sts>", "<Sts><Cd>BOOK</Cd></Sts>"):
            self.assertEqual(len(only(entry(head=f"{told}<BookgDt><Dt>2026-12-02</Dt></BookgDt>")).lines), 1, told)

    def test_what_cannot_be_read_is_said(self):
        """CAS-06: without a day or an amount; the rest is read."""
        one = only(entry(head="<Sts>BOOK</Sts><AcctSvcrRef>B-1</AcctSvcrRef>"), entry(amount="1,5", details=(
            "<NtryRef>N-2</NtryRef><AddtlNtryInf>WORDS</AddtlNtryInf>")), entry())
        self.assertEqual([(note.code, note.place) for note in one.notes], [("line", "B-1"), ("line", "N-2")])
        self.assertEqual(len(one.lines), 1)


@tagged("post_install", "-at_install")
class TestEntry(BaseCase):
    def test_the_day(self):
        """CAS-01: of booking, else of value; with or without the hour."""
        for told, day in (("<BookgDt><Dt>2026-12-02</Dt></BookgDt><ValDt><Dt>2026-12-05</Dt></ValDt>", 2),
                          ("<ValDt><Dt>2026-12-05</Dt></ValDt>", 5),
                          ("<BookgDt><DtTm>2026-12-03T23:59:00+01:00</DtTm></BookgDt>", 3),
                          ("<ValDt><DtTm>2026-12-06T00:00:00</DtTm></ValDt>", 6)):
            self.assertEqual(line(head=told).on, date(2026, 12, day), told)

    def test_the_bank_reference(self):
        """CAS-01: the bank's, else the entry's."""
        self.assertEqual(line("<NtryRef>N</NtryRef><AcctSvcrRef>B</AcctSvcrRef>").reference, "B")
        self.assertEqual(line("<NtryRef>N</NtryRef>").reference, "N")

    def test_the_code(self):
        """CAS-01: domain, family and sub-family, of the transaction before the entry's; else the bank's own code."""
        domain = "<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>{}</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd>"
        own = "<BkTxCd><Prtry><Cd>B1</Cd></Prtry></BkTxCd>"
        self.assertEqual(line(domain.format("RCDT")).code, "PMNT/RCDT/ESCT")
        self.assertEqual(line(own).code, "B1")
        self.assertEqual(line("<BkTxCd><Domn><Cd>PMNT</Cd></Domn><Prtry><Cd>B1</Cd></Prtry></BkTxCd>").code, "B1")
        self.assertEqual(line(own + parts(domain.format("ICDT"))).code, "PMNT/ICDT/ESCT")
        self.assertEqual(line(own + parts("")).code, "B1")

    def test_the_words(self):
        """CAS-01: all that the payer wrote, else what the bank says of the transaction, else of the entry."""
        said = "<AddtlNtryInf>ENTRY</AddtlNtryInf>"
        self.assertEqual(line(said).label, "ENTRY")
        self.assertEqual(line(said + parts("<AddtlTxInf>BANK</AddtlTxInf>")).label, "BANK")
        self.assertEqual(line(said + parts("")).label, "ENTRY")
        words = "<RmtInf><Ustrd>FACTURE</Ustrd><Ustrd/><Ustrd> 12\n MERCI</Ustrd></RmtInf><AddtlTxInf>BANK</AddtlTxInf>"
        self.assertEqual(line(said + parts(words)).label, "FACTURE 12 MERCI")

    def test_references_of_the_payer(self):
        """CAS-01: end-to-end, structured reference; what stands for "none" is none."""
        refs = "<Refs><EndToEndId>{}</EndToEndId></Refs>"
        self.assertEqual(line(parts(refs.format("E2E-1"))).end_to_end, "E2E-1")
        for none in ("NOTPROVIDED", "notprovided", "NOT PROVIDED", "NONREF", "NOTAPPLICABLE"):
            self.assertEqual(line(parts(refs.format(none))).end_to_end, "", none)
        strd = "<Strd><CdtrRefInf><Ref>{}</Ref></CdtrRefInf></Strd>"
        self.assertEqual(line(parts(f"<RmtInf><Strd/>{strd.format('RF18')}{strd.format('RF19')}</RmtInf>")).structured,
                         "RF18")

    def test_the_collection(self):
        """CAS-01: the lot that an entry stands for, told once for all or by each transaction."""
        for batch in ("<Btch><PmtInfId>LOT</PmtInfId></Btch>", "<Btch><MsgId>LOT</MsgId></Btch>"):
            self.assertEqual(line(f"<NtryDtls>{batch}</NtryDtls>").batch, "LOT")
            self.assertEqual(line(parts("", batch=batch)).batch, "LOT")
            own = "<Refs><PmtInfId>{}</PmtInfId></Refs>"
            self.assertEqual(line(parts(own.format("MINE"), batch=batch)).batch, "MINE")
            self.assertEqual(line(parts(own.format("NOTPROVIDED"), batch=batch)).batch, "LOT")
        self.assertEqual(line("<NtryDtls/><NtryDtls><Btch><PmtInfId>LOT</PmtInfId></Btch></NtryDtls>").batch, "LOT")

    def test_the_other_party(self):
        """CAS-01: the debtor of what came in, the creditor of what went out, with the account, in both forms of names;
        the ultimate one when the bank tells no other.
        """
        for name in ("<Nm>{}</Nm>", "<Pty><Nm>{}</Nm></Pty>"):
            told = "".join(f"<{tag}>{name.format(tag)}</{tag}>" for tag in ("Dbtr", "UltmtDbtr", "Cdtr", "UltmtCdtr"))
            accounts = "".join(f"<{tag}Acct><Id><IBAN>{tag} 1</IBAN></Id></{tag}Acct>" for tag in ("Dbtr", "Cdtr"))
            for sign, party in (("CRDT", "Dbtr"), ("DBIT", "Cdtr")):
                found = line(parts(f"<RltdPties>{told}{accounts}</RltdPties>"), sign=sign)
                self.assertEqual((found.payer, found.iban), (party, f"{party}1".upper()), (name, sign))
                behind = f"<Ultmt{party}>{name.format('BEHIND')}</Ultmt{party}>"
                self.assertEqual(line(parts(f"<RltdPties>{behind}</RltdPties>"), sign=sign).payer, "BEHIND")

    def test_a_return_names_the_parties_of_what_is_given_back(self):
        """CAS-01: money taken back is our debtor's, money that comes back was paid to our creditor."""
        told = "<RltdPties><Dbtr><Nm>D</Nm></Dbtr><Cdtr><Nm>C</Nm></Cdtr></RltdPties>"
        why = "<RtrInf><Rsn><Cd>MD06</Cd></Rsn></RtrInf>"
        for sign, party in (("DBIT", "D"), ("CRDT", "C")):
            self.assertEqual(line(parts(told + why), sign=sign).payer, party)
            for flag in ("true", "1"):
                found = line(f"<RvslInd>{flag}</RvslInd>" + parts(told), sign=sign)
                self.assertEqual((found.payer, found.is_reversal), (party, True))
            self.assertFalse(line("<RvslInd>false</RvslInd>", sign=sign).is_reversal)
        alone = "<RltdPties><Cdtr><Nm>C</Nm></Cdtr></RltdPties>"
        self.assertEqual(line("<RvslInd>true</RvslInd>" + parts(alone), sign="DBIT").payer, "C")
        self.assertEqual(line(parts(alone)).payer, "", "the payer of money in is never its creditor")


@tagged("post_install", "-at_install")
class TestParts(BaseCase):
    def test_each_amount_where_its_version_has_it(self):
        """CAS-01: version 02 in the details, later ones beside the sign; without a sign it has the entry's."""
        details = "<AmtDtls><TxAmt>{}</TxAmt></AmtDtls>"
        for sign, factor in (("CRDT", 1), ("DBIT", -1)):
            for first, second in ((details.format(moved("70.00")), details.format(moved("50.00"))),
                                  (moved("70.00", sign), moved("50.00", sign)), (moved("70.00"), moved("50.00"))):
                one = only(entry(parts(first, second), sign=sign))
                self.assertEqual([part.amount for part in one.lines], [70 * factor, 50 * factor])
                self.assertEqual(([part.part for part in one.lines], codes(one)), ([1, 2], []))

    def test_a_part_with_the_other_sign(self):
        """CAS-01: a return within a lot takes its amount off."""
        one = only(entry(parts(moved("130.00", "CRDT"), moved("10.00", "DBIT"))))
        self.assertEqual([part.amount for part in one.lines], [130, -10])

    def test_an_amount_of_another_currency_is_not_taken(self):
        """CAS-01: what was instructed in another currency is not what was booked."""
        detail = f"{moved('99.00', currency='USD')}<AmtDtls><TxAmt>{moved('60.00')}</TxAmt></AmtDtls>"
        self.assertEqual([part.amount for part in only(entry(parts(detail, detail))).lines], [60, 60])

    def test_one_transaction_has_all_of_it(self):
        """CAS-01: whatever amount it was before costs."""
        self.assertEqual(line(parts(moved("125.00", "CRDT"))).amount, 120)

    def test_parts_that_do_not_add_up(self):
        """CAS-06: the entry stays one, and it is said by its reference, else by its lot."""
        for first, second in (("70.00", "51.00"), ("70.00", "x")):
            one = only(entry(parts(moved(first), moved(second), batch="<Btch><PmtInfId>LOT</PmtInfId></Btch>")))
            self.assertEqual([part.amount for part in one.lines], [120])
            self.assertEqual([(note.code, note.place, note.detail) for note in one.notes], [("split", "LOT", "120.00")])
        one = only(entry("<AcctSvcrRef>B-1</AcctSvcrRef>" + parts("", "")))
        self.assertEqual([note.place for note in one.notes], ["B-1"])

    def test_blocks_of_details(self):
        """CAS-01: the transactions of all blocks of an entry."""
        one = only(entry(parts(moved("70.00")) + parts(moved("50.00"))))
        self.assertEqual([part.amount for part in one.lines], [70, 50])

    def test_what_an_entry_is_known_by(self):
        """CAS-01: the bank's reference or its words, whatever its parts tell; else the words of its first part."""
        told = parts(moved("70.00") + "<AddtlTxInf>FIRST</AddtlTxInf>", moved("50.00"))
        for head in ("<AcctSvcrRef>BANK-1</AcctSvcrRef>", "<AddtlNtryInf>LOT DU JOUR</AddtlNtryInf>"):
            keys = [part.key.rpartition("-")[0] for part in only(entry(head + told)).lines]
            self.assertEqual(len(set(keys)), 1)
            self.assertEqual(line(head).key.rpartition("-")[0], keys[0])
        bare = only(entry(told)).lines[0]
        self.assertEqual(line_mark(bare, Decimal("120.00"))[1:], ("1.2E+2", "FIRST", ""))

    @given(st.lists(st.tuples(st.integers(1, 10 ** 9), st.booleans()), min_size=1, max_size=12))
    def test_the_parts_add_up_to_the_entry(self, rows):
        """CAS-01: whatever the parts, the account moves by what the entry says."""
        total = sum(cents if is_in else -cents for cents, is_in in rows)
        told = parts(*(moved(f"{Decimal(cents) / 100:.2f}", "CRDT" if is_in else "DBIT") for cents, is_in in rows))
        one = only(entry(told, amount=f"{abs(Decimal(total)) / 100:.2f}", sign="CRDT" if total >= 0 else "DBIT"))
        self.assertEqual((one.total, len(one.lines), one.notes), (Decimal(total) / 100, len(rows), ()))

"""CFONB 120, written by the layout: fields by position."""

_PLUS, _MINUS = "{ABCDEFGHI", "}JKLMNOPQR"


def punch(cents: int) -> str:
    """An amount of 14 characters with the sign in its last."""
    digits = f"{abs(cents):014d}"
    return digits[:13] + (_MINUS if cents < 0 else _PLUS)[int(digits[13])]


def _row(**fields) -> str:
    row = [" "] * 120
    for place, text in fields.values():
        row[place - 1:place - 1 + len(text)] = text
    return "".join(row)


def _head(kind: str, day: str, account: str) -> dict:
    return {"kind": (1, kind), "bank": (3, "30003"), "branch": (12, "01234"), "currency": (17, "EUR2"),
            "account": (22, account), "day": (35, day)}


def balance(kind: str, day: str, cents: int, account: str = "01234567890") -> str:
    return _row(**_head(kind, day, account), amount=(91, punch(cents)))


def movement(day: str, cents: int, label: str, account: str = "01234567890", reference: str = "") -> str:
    return _row(**_head("04", day, account), code=(33, "18"), value=(43, day), label=(49, label[:31]),
                entry=(82, "0000000"), amount=(91, punch(cents)), reference=(105, reference[:16]))


def detail(day: str, qualifier: str, text: str, account: str = "01234567890") -> str:
    return _row(**_head("05", day, account), qualifier=(46, qualifier), text=(49, text[:70]))


def _join(*rows: str) -> bytes:
    return ("\n".join(rows) + "\n").encode()


def statement(payer: str = "MA BOUTIQUE") -> bytes:
    """In, out, in."""
    day = "021226"
    return _join(
        balance("01", "011226", 100000), movement(day, 104017, "VIR INST"), detail(day, "LIB", "FACTURE F230875"),
        detail(day, "NPY", payer), detail(day, "NBE", "NOUS"),
        movement(day, -1017, "PRLV SEPA"), detail(day, "NPY", "NOUS"), detail(day, "NBE", "FREE MOBILE"),
        movement(day, 510, "VIR DURANCIA", reference="REF-9"), detail(day, "RCN", "0018937"),
        balance("07", day, 203510))


def two_accounts() -> bytes:
    day, other = "021226", "00000000042"
    return _join(
        balance("01", "011226", 0), movement(day, 100, "A"), balance("07", day, 100), "",
        balance("01", "011226", 0, other), *[movement(day, 700, "VIR LOYER", other)] * 2,
        balance("07", day, 1400, other))


def odd() -> bytes:
    """Much that no bank should write."""
    day = "021226"
    return _join(
        balance("01", "011226", 0), detail(day, "LIB", "WHOSE"), movement("321326", 100, "NO SUCH DAY"),
        movement(day, 100, "NO AMOUNT")[:90] + "ABCDEFGHIJKLMN", movement(day, 300, "FINE"), "99 SOMETHING ELSE",
        balance("07", day, 600))


def plain(rows: list) -> bytes:
    """Lines of (day of December, euros), which have no number."""
    return _join(balance("01", "301126", 0), *(movement(f"{day:02d}1226", 100 * euros, "VIR") for day, euros in rows),
                 balance("07", "311226", 100 * sum(euros for _day, euros in rows)))

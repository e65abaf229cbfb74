"""Words compared as people do: without accents, capitals and what stands around them."""

import re
import unicodedata

#: Legal forms, titles and small words: they tell no customer from another.
_SMALL = frozenset(
    "SARL SAS SASU SA EURL EI EIRL SCI SCP SNC SELARL SCOP GIE GAEC EARL ASSO ASSOCIATION ETS ETABLISSEMENTS STE "
    "SOCIETE ENTREPRISE CIE COMPAGNIE GMBH AG LTD LLC INC BV NV SRL SPRL M MR MONSIEUR MME MADAME MLLE ET AND DE DU "
    "DES D LA LE LES L A AU AUX".split())


def plain(text: str) -> str:
    """Small letters without accents, figures, and single spaces between them."""
    text = unicodedata.normalize("NFKD", (text or "").replace("œ", "oe").replace("Œ", "oe").replace("°", " "))
    text = "".join(one for one in text if not unicodedata.combining(one)).lower()
    return " ".join(re.findall(r"[a-z0-9%]+", text))


def fold(text: str) -> str:
    """A code or a number as it is compared: small letters, single spaces."""
    return " ".join((text or "").casefold().split())


def liken(name: str) -> str:
    """What stays of a name however it is spelt: "S.A.R.L. DUPONT & Fils" and "Dupont et fils" are the same."""
    words = plain(re.sub(r"(?<=\b\w)\.", "", name or "")).upper().split()
    telling = [word for word in words if word not in _SMALL]
    return " ".join(sorted(telling or words))

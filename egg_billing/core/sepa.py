"""Which countries' accounts take part in the schemes of the euro."""

#: Members of the European Economic Area: their banks are found by the IBAN alone, and no address is needed for their
#: accounts (EPC130-08, AT-09).
EEA_COUNTRIES = frozenset(
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK".split()
)
#: Countries and territories of the SEPA schemes (EPC409-09).
SEPA_COUNTRIES = EEA_COUNTRIES | frozenset("AD AL CH GB GG GI IM JE MC MD ME MK RS SM VA".split())
#: What the numbers of their accounts begin with: those of Guernsey, Jersey and the Isle of Man begin with GB.
IBAN_COUNTRIES = SEPA_COUNTRIES - {"GG", "IM", "JE"}

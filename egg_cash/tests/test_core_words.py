"""Names and numbers in the words of banks and payers."""

from hypothesis import given
from hypothesis import strategies as st
from odoo.addons.egg_cash.core.names import CLOSE, EXACT, NameIndex, words
from odoo.addons.egg_cash.core.reference import CUT, FULL, MEDIUM, WEAK, NumberIndex, plain, tokens
from odoo.tests import BaseCase, tagged

#: Forms of firms, titles, articles, words of banks: many customers have them, they tell nobody from another.
TELL_NOTHING = (
    "SARL SAS SASU SA EURL EI SCI SCP SNC SELARL GmbH Ltd LLC Inc BV NV Ets Établissements Sté Société Entreprise "
    "Groupe Cie Compagnie Monsieur Madame Mme Mlle Mr et de du des la le les au aux ou en fils frères associés France "
    "VIR Virement VIRT SEPA reçu INST instantané faveur règlement facture Europe International Services").split()
#: What people write before a number.
BEFORE = ("F FA FAC FACT FACTS Facture Factures FCT FCTR INV Invoice N° No Nr Num Numéro Réf Référence Pièce Doc RG "
          "Reglt Règlement Paiement").split()
letters = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=4, max_size=9).map(lambda text: f"Q{text}")
names = st.lists(letters, min_size=2, max_size=4, unique=True)


def index(*numbers) -> NumberIndex:
    """These numbers, of documents 1, 2 ..."""
    found = NumberIndex()
    for document, number in enumerate(numbers, 1):
        found.add(document, number)
    return found


def people(*told) -> NameIndex:
    """These names, of customers 1, 2 ..."""
    found = NameIndex()
    for customer, name in enumerate(told, 1):
        found.add(customer, name)
    return found


@tagged("post_install", "-at_install")
class TestNames(BaseCase):
    def test_words_that_tell_nothing(self):
        """CAS-02: legal forms, titles, articles and words of banks name nobody; alone they are all there is."""
        for word in TELL_NOTHING:
            self.assertEqual(words(f"{word} Dupont"), ["DUPONT"], word)
            self.assertEqual(words(word.upper()), [plain(word)], word)
        self.assertEqual((EXACT, CLOSE, FULL, MEDIUM, WEAK, CUT), ("exact", "close", "full", "medium", "weak", "cut"))
        self.assertEqual(words("Compagnie des Services"), ["COMPAGNIE", "DES", "SERVICES"])

    def test_words_of_a_name(self):
        """CAS-02: without accents, apostrophes, points, single letters and numbers."""
        for text, told in (("L'Œuvre d'Élise", ["LOEUVRE", "DELISE"]), ("S.A.R.L. Dupont", ["DUPONT"]),
                           ("J. Martin & Cie", ["MARTIN"]), ("Garage 2000", ["GARAGE"]), ("12 34", []), ("", []),
                           ("Dupont-Durand", ["DUPONT", "DURAND"]), ("Straße", ["STRASSE"])):
            self.assertEqual(words(text), told, text)

    def test_a_whole_name(self):
        """CAS-02: in any order, with more around it; among other words too."""
        book = people("Menuiserie Dupont", "Garage Martin")
        for text in ("MENUISERIE DUPONT", "Dupont Menuiserie SARL", "SAS MENUISERIE DUPONT ET FILS"):
            self.assertEqual(book.find(text, True), {1: EXACT}, text)
            self.assertEqual(book.find(f"VIR {text} LOYER DE MARS", False), {1: EXACT}, text)
        self.assertEqual(book.find("Boulangerie Durand", True), {})
        self.assertEqual(book.find("", True), {})

    def test_a_name_of_one_word(self):
        """CAS-02: as the payer it is the name; in a text only when it is long and nobody else has it."""
        book = people("Durancia", "Noel", "Martin", "Martin Optique")
        self.assertEqual(book.find("DURANCIA", True), {1: EXACT})
        self.assertEqual(book.find("VIR DURANCIA MERCI", False), {1: EXACT})
        self.assertEqual(book.find("NOEL", True), {2: EXACT})
        self.assertEqual(book.find("VIR CADEAU NOEL", False), {2: CLOSE})
        self.assertEqual(book.find("VIR MARTIN", False), {3: CLOSE, 4: CLOSE})
        self.assertEqual(book.find("MARTIN", True), {3: EXACT, 4: CLOSE})

    def test_a_name_that_was_cut(self):
        """CAS-02: the last word of a payer after four letters; in a text any word after six."""
        book = people("Menuiserie Dupont")
        self.assertEqual(book.find("MENUISERIE DUPO", True), {1: EXACT})
        self.assertEqual(book.find("DUPONT MENU", True), {1: EXACT})
        self.assertEqual(book.find("DUPONT MEN", True), {1: CLOSE})
        self.assertEqual(book.find("VIR MENUIS DUPONT LOYER", False), {1: EXACT})
        self.assertEqual(book.find("VIR MENUI DUPONT LOYER", False), {1: CLOSE})
        self.assertEqual(book.find("MENU DUPONT", True), {1: CLOSE}, "only the last word of a payer is cut")
        self.assertEqual(people("Menuiserie").find("MENUISER", True), {1: CLOSE})

    def test_a_part_of_a_name(self):
        """CAS-02: a word that few have, half of the name in a text; a shorter one, or one of many, says nothing."""
        book = people("Dupont Optique Lyon", "Garage Martin", "Garage Petit", "Garage Durand", "Garage Moreau",
                      "Bar Leon")
        self.assertEqual(book.find("OPTIQUE", True), {1: CLOSE})
        self.assertEqual(book.find("VIR OPTIQUE", False), {}, "one of three words")
        self.assertEqual(book.find("VIR OPTIQUE LYON", False), {1: CLOSE})
        self.assertEqual(book.find("GARAGE", True), {}, "four have it")
        self.assertEqual(book.find("BAR", True), {})
        self.assertEqual(people("Garage Martin", "Garage Petit", "Garage Durand").find("GARAGE", True),
                         {1: CLOSE, 2: CLOSE, 3: CLOSE})

    def test_several_names_of_one(self):
        """CAS-02: the best of them counts; a name without words is none."""
        book = people("Dupont Optique Lyon", "...")
        book.add(1, "Optique")
        self.assertEqual(book.find("OPTIQUE", True), {1: EXACT})
        self.assertEqual([*book.names], [1])

    @given(names, st.randoms(use_true_random=False))
    def test_any_order(self, told, rng):
        """CAS-02: a name is known whatever the order of its words and the letters' case."""
        book = people(" ".join(told), "Zzzzzz Yyyyyy")
        mixed = rng.sample(told, len(told))
        self.assertEqual(book.find(" ".join(mixed), True), {1: EXACT})
        self.assertEqual(book.find(f"vir {' '.join(mixed).lower()} 12", False), {1: EXACT})

    @given(names, st.integers(5, 9))
    def test_a_name_cut_by_the_bank(self, told, most):
        """CAS-02: the last word shortened to some letters: still the only one that can be meant."""
        self.assertIn(people(" ".join(told), "Zzzzzz Yyyyyy").find(" ".join([*told[:-1], told[-1][:most]]), True),
                      ({1: EXACT}, {1: CLOSE}))


@tagged("post_install", "-at_install")
class TestNumbers(BaseCase):
    def level(self, number, text):
        return index(number).find(text).get(1)

    def test_plain(self):
        """CAS-02: capitals without accents, one character for one word of it."""
        self.assertEqual(plain("Œuf, œuf à l'île, ß"), "OEUF, OEUF A L'ILE, SS")
        self.assertEqual([(one.text, one.start, one.end, one.is_number) for one in tokens("n° 12-ab")],
                         [("N", 0, 1, False), ("12", 3, 5, True), ("AB", 6, 8, False)])

    def test_how_well_a_number_is_named(self):
        """CAS-02: whole with its letters or long enough; its figures alone are less; its end alone is little."""
        number = "FAC/2026/00012"
        for text, level in (
                (number, FULL), ("fac 2026 00012", FULL), ("FAC202600012", FULL), ("FAC.26.00012", FULL),
                ("2026-00012", FULL), ("202600012", FULL), ("ref 2600012", FULL), ("2600012", MEDIUM),
                ("VIR 2600012", MEDIUM), ("facture 2026/12", MEDIUM), ("2026/12", MEDIUM), ("26/12", MEDIUM),
                ("2026/0012", WEAK), ("FAC 12", WEAK), ("facture 00012", WEAK), ("n 12", WEAK), ("12", None),
                ("VIR 12", None), ("FAC 13", None), ("FAC/2026/00013", None), ("FAC/2025/00012", None)):
            self.assertEqual(self.level(number, text), level, text)

    def test_short_numbers(self):
        """CAS-02: with their own letters they are named, with a word for an invoice from four figures."""
        self.assertEqual(self.level("F000123", "F123"), FULL)
        self.assertEqual(self.level("F000123", "F 000123"), FULL)
        self.assertEqual(self.level("F000123", "ref 123"), MEDIUM)
        self.assertEqual(self.level("F000123", "123"), WEAK)
        self.assertEqual(self.level("F001234", "ref 1234"), FULL)
        self.assertEqual(self.level("F001234", "1234"), MEDIUM)
        self.assertEqual(self.level("F01234567", "1234567"), MEDIUM)
        self.assertEqual(self.level("F12345678", "12345678"), FULL)

    def test_words_before_a_number(self):
        """CAS-02: what people write before a number says that it is one."""
        for word in BEFORE:
            self.assertEqual(self.level("X1234", f"{word} 1234"), FULL, word)
            self.assertEqual(self.level("X/2026/1234", f"{word} 1234"), WEAK, word)
        self.assertEqual(self.level("X1234", "loyer 1234"), MEDIUM)
        self.assertIsNone(self.level("X/2026/1234", "loyer 1234"))

    def test_several_numbers(self):
        """CAS-02: each that is there, whatever stands between."""
        book = index("FAC/2026/00012", "FAC/2026/00013", "FAC/2026/00014")
        for between in (" ", " + ", ", ", "/", " et ", ";"):
            text = between.join(("FAC 2026 00012", "FAC 2026 00014"))
            self.assertEqual({one for one, level in book.find(text).items() if level == FULL}, {1, 3}, text)

    def test_numbers_of_four_parts(self):
        """CAS-02: bank and people cut them as they like."""
        self.assertEqual(self.level("A-12-34-56-78", "a 12 34 56 78"), FULL)
        self.assertEqual(self.level("A-12345678", "A 12.34.56.78"), FULL)
        self.assertEqual(self.level("A-1234567", "A 123 4567"), FULL)
        self.assertEqual(self.level("A-123456789012345", "A 1234567 89012345"), FULL)
        self.assertIsNone(self.level("A-1234567890123456789", "VIR 1234567 89012345 6789"), "longer than people write")
        self.assertIsNone(self.level("A-1-2-3-4-5", "VIR 2 3 4 5"))

    def test_numbers_without_a_figure(self):
        """CAS-02: as they are, from six letters on."""
        self.assertEqual(self.level("MARTIN-ACOMPTE", "vir martin-acompte merci"), FULL)
        self.assertEqual(self.level("MARTIN-ACOMPTE", "martin acompte"), FULL)
        self.assertIsNone(self.level("ABC-DE", "vir abc-de"))
        self.assertEqual(self.level("ABC-DEF", "vir abc-def"), FULL)
        self.assertEqual(self.level("E2E-77-X", "VIR e2e77x"), FULL)
        self.assertIsNone(self.level("", "VIR"))

    def test_a_number_that_was_cut(self):
        """CAS-02: at the end of a text that is as long as banks cut them: all that begin so may be meant."""
        book = index("FAC/2026/00012", "FAC/2026/00013", "FAC/2026/00112")
        self.assertEqual(book.find("VIR DUPONT FAC/2026/0001"), {1: CUT, 2: CUT})
        self.assertEqual(book.find("VIR DUPONT FAC/2026/00"), {1: CUT, 2: CUT, 3: CUT})
        self.assertEqual(book.find("FAC/2026/0001"), {}, "a short text was written to its end")
        self.assertEqual(book.find("FAC/2026/0001 VIR DUPONT"), {}, "not at the end")
        self.assertEqual(book.find("VIR MENUISERIE DUPONT 2026"), {}, "a year")
        self.assertEqual(index("F12345").find("VIR MENUISERIE DUPONT 123"), {}, "too little")
        self.assertEqual(index("F12345").find("VIR MENUISERIE DUPONT 1234"), {1: CUT})
        self.assertEqual(index("F20261").find("VIR MENUISERIE DUPONT 2026"), {}, "a year")

    def test_the_shortest_text_that_was_cut(self):
        """CAS-02: eighteen characters."""
        for size, level in ((17, None), (18, CUT)):
            self.assertEqual(self.level("F/2026/00012", "F/2026/000".rjust(size, "X")), level, size)

    def test_a_number_that_many_begin_with(self):
        """CAS-02: two hundred may be meant, more say nothing."""
        for count, found in ((200, 200), (201, 0)):
            book = index(*(f"F7777{number:04d}" for number in range(count)))
            self.assertEqual(len(book.find("VIR MENUISERIE DUPONT F7777")), found)

    def test_a_day_is_not_cut(self):
        """CAS-02: a text that ends with a day ends there."""
        book = index("F30122026-5", "F301226-5", "F20261230-5", "F122026-5", "F30132026-5", "F31012026-7", "F012026-7")
        for day in ("30/12/2026", "30/12/26", "2026-12-30", "12/2026", "30 12 2026", "31/01/2026", "01/2026"):
            self.assertEqual(book.find(f"VIREMENT MARTIN DU {day}"), {}, day)
        self.assertEqual(book.find("VIREMENT MARTIN DU 30132026"), {5: CUT})
        self.assertEqual(book.find("VIREMENT MARTIN DU 30/13/2026"), {5: CUT}, "no month")

    def test_the_best_level_stays(self):
        """CAS-02: named twice, once well: it is named well."""
        self.assertEqual(self.level("FAC/2026/00012", "FAC 12 FAC/2026/00012 2026/12"), FULL)
        self.assertEqual(self.level("FAC/2026/00012", "2026/12 FAC 12"), MEDIUM)

    def test_a_document_that_is_not_open(self):
        """CAS-02: a number in the form of ours that is not among the open ones was paid, or never was."""
        book = index("FAC/2026/00012")
        for text, other in (("FAC/2026/00099", True), ("ref 2026 00099", True), ("FAC/2026/00012", False),
                            ("loyer 2026/00099", False), ("FAC/2025/00012", True), ("FAC202600044", True),
                            ("FAC2026000444", False), ("facture 12", False), ("", False),
                            ("FAC 2026 00012 FAC 2026 00044", True)):
            self.assertEqual(book.has_other(text), other, text)
        self.assertFalse(index("FAC/2026/00012").has_other("2026 00099 FAC"), "a word behind it is none before it")
        book = index("F-7001")
        for text, other in (("F 7002", True), ("F 7001", False), ("VIR 7002", False), ("F 70021", False)):
            self.assertEqual(book.has_other(text), other, text)

    @given(st.integers(1, 99999), st.integers(2000, 2099), st.sampled_from(("/", "-", " ", "", ".", "_")),
           st.sampled_from(("FAC", "fac", "Facture ", "INV", "n° ")))
    def test_any_number_in_any_spelling(self, count, year, mark, before):
        """CAS-02: the year and the five figures, however they are put together, name it whole and no neighbour."""
        book = index(f"FAC/{year}/{count:05d}", f"FAC/{year}/{count % 99999 + 1:05d}")
        found = book.find(f"{before}{year}{mark}{count:05d}")
        self.assertEqual([one for one, level in found.items() if level == FULL], [1], found)
        self.assertFalse(book.has_other(f"{before}{year}{mark}{count:05d}"))

"""What can be moved in, and the columns of each kind: headings in French, and the words of other tools for them."""

from dataclasses import dataclass
from itertools import chain

from .cells import ACCOUNT, AMOUNT, DAY, FLAG, TEXT, to_canonical
from .words import fold, plain


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a template."""

    name: str
    label: str  # heading of the template
    example: str = ""
    type: str = TEXT
    needed: bool = False
    words: tuple = ()  # headings of EGG CRM, Sellsy, Dolibarr and plain lists

    def fits(self, heading: str) -> bool:
        return plain(heading) in {plain(self.label), *map(plain, self.words)}


@dataclass(frozen=True, slots=True)
class Kind:
    """A list that is moved in."""

    code: str
    label: str
    columns: tuple
    key: tuple  # columns whose values tell one record from another
    is_grouped: bool = False  # lines with the same key are one record
    is_either: bool = False  # the first of the key's columns that says something is enough
    examples: tuple = ()  # further example lines: {column: text}

    def get(self, name: str) -> Column:
        return next(one for one in self.columns if one.name == name)

    @property
    def headings(self) -> frozenset:
        """All headings that are known, plain."""
        return frozenset(map(plain, chain.from_iterable((one.label, *one.words) for one in self.columns)))

    def map(self, headings) -> dict:
        """Return {place: name of the column} of the headings that are known; the first that fits takes it."""
        found = {}
        for place, heading in enumerate(headings):
            column = next((one for one in self.columns if heading and one.fits(heading)), None)
            if column and column.name not in found.values():
                found[place] = column.name
        return found

    def is_example(self, cells: dict) -> bool:
        """Whether these are the cells of an example line of the template, as they are kept."""
        for texts in ({one.name: one.example for one in self.columns}, *self.examples):
            example = {one.name: to_canonical(one.type, texts.get(one.name, ""), "dmy", ",") for one in self.columns}
            if {name: text for name, text in example.items() if text} == cells:
                return True
        return False

    def get_key(self, cells: dict) -> str:
        """What tells this line's record from others; empty when nothing does."""
        values = [fold(cells.get(name, "")) for name in self.key]
        if self.is_either:
            return next(filter(None, values), "")
        return "|".join(values) if any(values) else ""


CUSTOMER = Column("customer", "Code client", "C0001", needed=True, words=(
    "Code", "Code tiers", "Code compte", "Client", "Nom du client", "Tiers", "Compte", "Compte client", "N° client",
    "Numéro client", "Raison sociale", "Société", "Ref client", "Référence client", "Customer", "Customer code"))
NUMBER = ("Numéro", "N°", "Facture", "Pièce", "N° pièce", "Numéro de facture", "Réf.", "Référence", "Ref",
          "Réf. facture", "Number", "Invoice", "Invoice number")

PARTNER = Kind("partner", "Clients et contacts", (
    Column("code", "Code client", "C0001", words=(
        "Code", "Code tiers", "Code compte", "Compte", "N° client", "Numéro client", "Réf.", "Référence", "Ref",
        "Référence client", "Customer code", "Identifiant", "ID")),
    Column("name", "Nom ou raison sociale", "Dupont et Fils", needed=True, words=(
        "Nom", "Raison sociale", "Société", "Client", "Tiers", "Nom du tiers", "Nom du client", "Nom de la société",
        "Nom complet", "Company name", "Name", "Customer")),
    Column("parent", "Contact de (code client)", "", words=("Contact de", "Société du contact", "Tiers parent",
                                                           "Parent", "Maison mère")),
    Column("is_company", "Entreprise (oui/non)", "oui", FLAG, words=("Entreprise", "Professionnel", "Is company")),
    Column("street", "Adresse", "12 rue des Lilas", words=("Rue", "Adresse 1", "Adresse ligne 1", "Street", "Address")),
    Column("street2", "Complément d'adresse", "Bâtiment B", words=("Adresse 2", "Adresse ligne 2", "Street2")),
    Column("zip", "Code postal", "75011", words=("CP", "Zip", "Postal code")),
    Column("city", "Ville", "Paris", words=("Commune", "City", "Town")),
    Column("country", "Pays", "France", words=("Country", "Code pays")),
    Column("email", "E-mail", "compta@dupont.example", words=("Email", "Mail", "Adresse e-mail", "Courriel", "E mail")),
    Column("phone", "Téléphone", "01 44 55 66 77", words=("Tél", "Tél.", "Tel", "Phone", "Téléphone fixe")),
    Column("registry", "SIRET", "73282932000074", words=("Siren", "N° SIRET", "Id prof 2", "Numéro SIRET")),
    Column("vat", "N° TVA intracommunautaire", "FR44732829320", words=(
        "N° TVA", "TVA intracommunautaire", "TVA intra", "Numéro de TVA", "VAT", "VAT number")),
    Column("comment", "Note", "", words=("Notes", "Commentaire", "Remarque", "Note privée", "Note publique")),
), ("code", "name"), is_either=True)

BANK = Kind("bank", "Comptes bancaires", (
    CUSTOMER,
    Column("iban", "IBAN", "FR7630006000011234567890189", ACCOUNT, True, ("Code IBAN", "Compte bancaire", "RIB")),
    Column("bic", "BIC", "AGRIFRPPXXX", words=("Code BIC", "SWIFT", "BIC/SWIFT")),
    Column("holder", "Titulaire", "Dupont et Fils", words=("Titulaire du compte", "Nom du titulaire", "Holder")),
), ("customer", "iban"))

MANDATE = Kind("mandate", "Mandats de prélèvement", (
    CUSTOMER,
    Column("iban", "IBAN", "FR7630006000011234567890189", ACCOUNT, True, ("Code IBAN", "Compte bancaire", "RIB")),
    Column("bic", "BIC", "AGRIFRPPXXX", words=("Code BIC", "SWIFT")),
    Column("reference", "RUM", "RUM-0001", needed=True, words=(
        "Référence unique de mandat", "Référence du mandat", "N° de mandat", "Mandat", "Mandate")),
    Column("signed", "Date de signature", "15/03/2019", DAY, True, (
        "Signé le", "Date signature", "Date du mandat", "Signature")),
    Column("town", "Ville de signature", "Paris", words=("Lieu de signature", "Signé à", "Lieu")),
    Column("scheme", "Schéma (CORE ou B2B)", "CORE", words=("Schéma", "Type SEPA", "Scheme")),
    Column("type", "Mode (récurrent ou ponctuel)", "récurrent", words=("Mode", "Type", "Récurrence", "Type de mandat")),
    Column("debited", "Dernier prélèvement", "05/10/2026", DAY, words=(
        "Date du dernier prélèvement", "Dernière utilisation", "Last debit")),
    Column("creditor", "Ancien ICS", "", words=("ICS", "Identifiant créancier", "ICS du créancier")),
), ("reference",))

OPENING = Kind("opening", "Factures ouvertes", (
    Column("number", "N° de facture", "F-2026-0102", needed=True, words=NUMBER),
    CUSTOMER,
    Column("invoiced", "Date de facture", "30/09/2026", DAY, True, (
        "Date", "Date facture", "Date de facturation", "Date pièce", "Date d'émission", "Invoice date")),
    Column("due", "Date d'échéance", "31/10/2026", DAY, words=(
        "Échéance", "Date échéance", "Échéance le", "Date limite de règlement", "Due date")),
    Column("rest", "Reste dû", "1 250,00", AMOUNT, True, (
        "Solde", "Reste à payer", "Restant dû", "Solde dû", "Reste à percevoir", "Reste à encaisser", "Montant dû",
        "Amount due")),
    Column("title", "Objet", "Maintenance", words=("Titre", "Libellé", "Sujet", "Intitulé")),
    Column("mode", "Mode de règlement", "Virement", words=("Mode", "Moyen de paiement", "Mode de paiement")),
    Column("currency", "Devise", "EUR", words=("Currency", "Monnaie")),
), ("number",), True)

REMINDER = Kind("reminder", "Relances faites", (
    Column("number", "N° de facture", "F-2026-0102", needed=True, words=NUMBER),
    Column("stage", "Étape de suivi", "Relance 1", needed=True, words=(
        "Étape", "Relance", "Niveau de relance", "Niveau", "Suivi", "Stage")),
    Column("on", "Date", "05/11/2026", DAY, True, ("Date de relance", "Relancé le", "Fait le", "Le")),
    Column("comment", "Commentaire", "", words=("Note", "Remarque", "Observation")),
), ("number", "stage", "on"))

MODE = Kind("mode", "Modes de règlement", (
    Column("name", "Mode de règlement", "Virement à réception", needed=True, words=(
        "Mode", "Libellé", "Nom", "Moyen de paiement", "Mode de paiement")),
    Column("kind", "Nature", "virement", words=("Type", "Catégorie")),
), ("name",))

CONDITION = Kind("condition", "Conditions de règlement", (
    Column("name", "Conditions de règlement", "30 % à la commande, solde à 30 jours fin de mois", needed=True, words=(
        "Condition", "Conditions", "Libellé", "Nom", "Délai de règlement")),
    Column("percent", "Pourcentage", "30", AMOUNT, True, ("%", "Part", "Quote-part")),
    Column("days", "Jours", "0", AMOUNT, words=("Nombre de jours", "Délai", "Nb jours")),
    Column("end", "Fin de mois (oui/non)", "non", FLAG, words=("Fin de mois", "FDM")),
    Column("on", "Le (jour du mois)", "", AMOUNT, words=("Le", "Jour du mois")),
    Column("deposit", "Acompte (oui/non)", "oui", FLAG, words=("Acompte",)),
    Column("mode", "Mode de règlement", "", words=("Mode", "Mode de paiement")),
), ("name",), True, examples=({
    "name": "30 % à la commande, solde à 30 jours fin de mois", "percent": "70", "days": "30", "end": "oui",
    "deposit": "non"},))

PRODUCT = Kind("product", "Produits et services", (
    Column("code", "Référence", "P-100", words=("Réf.", "Ref", "Code", "Code produit", "Code article",
                                               "Référence produit", "SKU", "Réf. produit")),
    Column("name", "Désignation", "Lampe de bureau", needed=True, words=(
        "Nom", "Libellé", "Produit", "Intitulé", "Article", "Nom du produit", "Name")),
    Column("price", "Prix de vente HT", "49,90", AMOUNT, words=(
        "Prix HT", "Prix de vente", "PU HT", "Prix unitaire HT", "Prix", "Tarif HT", "Price")),
    Column("vat", "TVA %", "20", AMOUNT, words=("TVA", "Taux TVA", "Taux de TVA", "VAT")),
    Column("cost", "Prix d'achat HT", "21,00", AMOUNT, words=("Prix d'achat", "Coût", "Prix de revient", "PA HT")),
    Column("kind", "Type (bien ou service)", "bien", words=("Type", "Nature", "Bien ou service")),
    Column("unit", "Unité", "", words=("Unité de vente", "Unit")),
    Column("barcode", "Code-barres", "", words=("Code barre", "EAN", "EAN13", "GTIN", "Barcode")),
    Column("description", "Description", "", words=("Description commerciale", "Commentaire", "Détail")),
    Column("tax_name", "Taxe pour compte de tiers", "Éco-participation", words=(
        "Taxe", "Taxe autre que TVA", "Éco-participation", "Ecotaxe", "Éco-taxe", "DEEE")),
    Column("tax_amount", "Montant de la taxe HT", "0,50", AMOUNT, words=("Montant de la taxe", "Montant taxe")),
    Column("tax_vat", "TVA % de la taxe", "20", AMOUNT, words=("TVA de la taxe",)),
), ("code", "name"), is_either=True)

ORDER = Kind("order", "Devis et commandes ouverts", (
    Column("number", "N° de pièce", "DV-2026-0045", needed=True, words=(
        "Numéro", "N°", "Pièce", "N° pièce", "N° devis", "N° de devis", "N° commande", "N° de commande", "Réf.",
        "Référence", "Ref", "Number")),
    Column("kind", "Type (devis ou commande)", "devis", needed=True, words=("Type", "Nature", "Type de pièce")),
    CUSTOMER,
    Column("on", "Date", "12/11/2026", DAY, True, ("Date de la pièce", "Date du devis", "Date de commande",
                                                   "Date pièce")),
    Column("until", "Valable jusqu'au", "12/12/2026", DAY, words=("Validité", "Date de validité", "Fin de validité")),
    Column("title", "Objet", "", words=("Titre", "Sujet", "Intitulé")),
    Column("product", "Référence produit", "", words=("Code article", "Code produit", "Réf. produit", "Article")),
    Column("name", "Désignation", "Lampe de bureau", needed=True, words=("Libellé", "Description", "Produit",
                                                                        "Désignation de la ligne")),
    Column("quantity", "Quantité", "2", AMOUNT, words=("Qté", "Qte", "Quantité restante", "Quantity")),
    Column("price", "Prix unitaire HT", "49,90", AMOUNT, True, ("PU HT", "Prix HT", "Prix", "PU")),
    Column("discount", "Remise %", "", AMOUNT, words=("Remise", "% remise", "Discount")),
    Column("vat", "TVA %", "20", AMOUNT, words=("TVA", "Taux TVA", "Taux de TVA")),
), ("number",), True)

SERIES = Kind("number", "Prochains numéros", (
    Column("document", "Document", "Facture", needed=True, words=("Type", "Pièce", "Série", "Type de pièce")),
    Column("last", "Dernier numéro", "F-2026-0102", needed=True, words=(
        "Dernier n°", "Dernier numéro utilisé", "Numéro", "N°", "Last number")),
), ("document",), examples=({"document": "Devis", "last": "DV-2026-0045"},))

EVENT = Kind("event", "Événements", (
    Column("name", "Objet", "Visite annuelle", needed=True, words=("Sujet", "Titre", "Libellé", "Événement")),
    Column("on", "Date", "03/12/2026", DAY, True, ("Le", "Date de début", "Début")),
    Column("at", "Heure", "14:30", words=("Heure de début", "À")),
    Column("hours", "Durée (heures)", "1", AMOUNT, words=("Durée",)),
    Column("type", "Type d'événement", "Rendez-vous", words=("Type",)),
    Column("customer", "Code client", "C0001", words=CUSTOMER.words),
    Column("user", "Agent (e-mail)", "", words=("Agent", "Responsable", "Collaborateur", "Utilisateur")),
    Column("report", "Compte rendu", "", words=("Note", "Commentaire", "Description", "Rapport")),
    Column("done", "Fait (oui/non)", "non", FLAG, words=("Fait", "Réalisé", "Terminé")),
), ("name", "on", "at", "customer"))

TASK = Kind("task", "Tâches", (
    Column("name", "Tâche", "Rappeler pour le contrat", needed=True, words=("Objet", "Sujet", "Titre", "Libellé")),
    Column("on", "Échéance", "03/12/2026", DAY, True, ("Date", "Date d'échéance", "Pour le", "Le")),
    Column("customer", "Code client", "C0001", words=CUSTOMER.words),
    Column("user", "Agent (e-mail)", "", words=("Agent", "Responsable", "Collaborateur", "Utilisateur")),
    Column("description", "Description", "", words=("Note", "Commentaire", "Détail")),
    Column("done", "Faite (oui/non)", "non", FLAG, words=("Faite", "Fait", "Terminé", "Terminée")),
), ("name", "on", "customer"))

#: In the order in which they are taken over.
KINDS = {one.code: one for one in (
    MODE, CONDITION, PARTNER, BANK, MANDATE, PRODUCT, ORDER, OPENING, REMINDER, SERIES, EVENT, TASK)}

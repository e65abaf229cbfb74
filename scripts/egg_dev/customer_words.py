"""Which texts of a catalogue reach customers: on paper, in letters and mails, in the portal (SCR-12)."""

import re

#: Templates of pages that customers get.
PAGES = r"""egg_billing\.(print_|portal_(?!.*settings)|report_invoice_document_opening)|
    egg_sales\.deposit_receipt_document|egg_debit\.portal_|
    egg_portal\.(pay_|portal_)|egg_portal_followup\.(pay_|portal_)|egg_portal_debit\.(sign_|code_|pay_|portal_)|
    egg_followup(_sales)?\.(message_items|mail_layout|letter_page|mail_codes|mail_mandate|mail_online|statement_page)|
    egg_sales\.(sale_order_portal_|portal_my_|revision_comparison|report_quote_comparison)"""
#: Python files whose texts are printed.
CODE = r"""egg_billing/models/print/(account_move|egg_print_blocks|print_columns)\.py|
    egg_billing/models/schedule/egg_schedule_mixin\.py|egg_billing/models/header/egg_address_mixin\.py|
    egg_portal/(controllers/(pay|due|sent|invoice)|models/payment/payment_transaction)\.py|
    egg_portal_debit/(controllers/sign|models/signing/egg_mandate_signing)\.py|
    egg_portal_followup/(controllers|models)/word(/\w+)?\.py|
    egg_followup/models/pay/egg_followup_message\.py|egg_followup_sms/models/content/egg_followup_message\.py|
    egg_followup_sales/models/message/egg_followup_message\.py|
    egg_sales/controllers/(portal|payment)\.py|
    egg_sales/models/(print|comparison|online)/sale_order\.py"""
#: Of other Python files, the texts that are printed: generated lines, references of an invoice, deposits.
PRINTED = {
    "General discount", "General discount %(percent)s %%", "Shipping", "Nature", "Goods", "Services",
    "Goods and services", "Customer SIREN", "CANCELLED", "Received on", "Order", "Payment mode", "Reference",
    "Deposit receipt", "Deposit on %(order)s: %(goods)s", "%(amount)s due on %(due)s: %(days)s days",
    "Late-payment interest on invoice %(number)s (no VAT)", "Flat recovery fee for invoice %(number)s (no VAT)",
    "Discount of %(percent)s %% for payment by %(date)s: %(amount)s to pay instead of %(total)s.",
    "Statement of account on %(day)s", "Statement of account from %(first)s to %(last)s", "Statement of account.pdf",
    "Letter.pdf", "%(place)s, %(day)s", "No tax",
}
PLACES = re.compile(r"code:addons/egg_(billing|sales|followup)/(models/(totals|legal|deposit|rate|statement|"
                    r"content|paper)/)")
#: Data whose texts are printed or sent.
DATA = r"mail\.template,(subject|body_html)|egg\.payment\.mode,name|egg\.legal\.text,text"
_SEEN = re.compile(rf"arch_db:({PAGES})|code:addons/({CODE})|model:({DATA})", re.VERBOSE)
#: Texts that stand in these places and that a customer never reads.
_OURS = re.compile(r"^The last payment is due on |: before the date of the document\.|^Payment conditions must make|"
                   r"^Set up |^The addresses of |is not a contact of|^<p>|cannot be|^Instalments of |^The instalments|"
                   r"^Compare versions$")


def is_for_customers(entry) -> bool:
    """Whether an entry of a catalogue is read by customers."""
    places = " ".join(place for place, _line in entry.occurrences)
    is_printed = entry.msgid in PRINTED and PLACES.search(places)
    return bool(is_printed or _SEEN.search(places)) and not _OURS.search(entry.msgid)

"""The table of rights (SEC-14): what is meant, compared with what is by `tests/test_rights_table.py`.

A new model, a new field of the suite on one of Odoo's models and a new public method get their row here, with a thought
for who may.
"""

#: Whom a word of the table stands for, beside those of that group alone; who is in all groups has what any of them has.
WORDS = {
    "everybody": ("internal", "salesperson", "salesperson_all", "billing", "reader", "accountant", "settings", "stock",
                  "buyer"),
    "sales": ("salesperson", "salesperson_all"),
    "billing": ("billing", "accountant"),
    "reader": ("reader",), "accountant": ("accountant",), "settings": ("settings",), "portal": ("portal",),
}
ALL_GROUPS = ("second", "stranger")

#: Model: who reads (r), writes (w), creates (c), deletes (d), before record rules and the facts of the record.
MODELS = {
    "egg.aged.item": "sales r, billing r, reader r",
    "egg.archive": "reader r, accountant rwcd",
    "egg.archive.part": "reader r, accountant r",
    "egg.call.result": "sales rwcd, billing rwcd",
    "egg.cash.confirm": "billing rwcd",
    "egg.cash.import": "billing rwcd",
    "egg.cash.line": "billing rw, reader r",
    "egg.condition.text": "everybody r, accountant rwcd",
    "egg.customer.word": "billing r, reader r",
    "egg.debit.claim": "settings r",
    "egg.debit.mandate": "everybody r, billing rwcd, portal r",
    "egg.debit.retry": "billing rw, reader r",
    "egg.debit.takeover": "accountant rwcd",
    "egg.deposit.confirm": "sales rwcd, billing rwcd",
    "egg.deposit.receipt": "sales r, billing r",
    "egg.deposit.receipt.line": "sales r, billing r",
    "egg.document.profile": "everybody r, accountant rwcd",
    "egg.due.item.payment": "billing rwcd",
    "egg.event.type": "everybody r, settings rwcd",
    "egg.first.use": "everybody rwcd",
    "egg.followup.claim": "billing r, reader r",
    "egg.followup.daily": "billing r, accountant rwcd",
    "egg.followup.entry": "sales rwc, billing rwc, reader r, accountant rwcd",
    "egg.followup.figure": "billing r, reader r",
    "egg.followup.hold": "sales rwcd, billing rwcd",
    "egg.followup.item": "sales r, billing r",
    "egg.followup.message": "sales r, billing r",
    "egg.followup.move": "sales rwcd, billing rwcd",
    "egg.followup.preview": "sales rwcd, billing rwcd",
    "egg.followup.rate": "everybody r, accountant rwcd",
    "egg.followup.run": "sales r, billing r",
    "egg.followup.scenario": "everybody r, accountant rwcd",
    "egg.followup.scenario.line": "everybody r, accountant rwcd",
    "egg.followup.scenario.text": "everybody r, accountant rwcd",
    "egg.followup.send": "sales rwcd, billing rwcd",
    "egg.followup.shift": "sales r, billing r",
    "egg.followup.stage": "everybody r, accountant rwcd",
    "egg.followup.stage.template": "everybody r, accountant rwcd",
    "egg.followup.waive": "billing rwcd",
    "egg.home": "everybody rwcd",
    "egg.key.figures": "everybody rwcd",
    "egg.lead.line": "sales rwcd",
    "egg.legal.check": "billing rwcd",
    "egg.legal.check.line": "billing rwcd",
    "egg.legal.mention": "everybody r, accountant rw",
    "egg.legal.text": "everybody r, accountant rwcd",
    "egg.line.sync": "everybody rwcd",
    "egg.line.sync.line": "everybody rwcd",
    "egg.move.in": "accountant rwcd",
    "egg.move.in.column": "accountant rw",
    "egg.move.in.field": "accountant r",
    "egg.move.in.line": "accountant r",
    "egg.move.in.mend": "accountant rwcd",
    "egg.move.in.mend.cell": "accountant rwcd",
    "egg.move.line.third.party.tax": "sales r, billing rwcd, reader r",
    "egg.move.schedule.line": "sales r, billing rwcd, reader r",
    "egg.mandate.signing": "billing r, reader r",
    "egg.mandate.try": "settings r",
    "egg.number.series": "billing r, reader r",
    "egg.order.line.third.party.tax": "sales rwcd, billing rwcd, reader r",
    "egg.order.schedule.line": "sales rwcd, billing rwcd, reader r",
    "egg.parent.choice": "everybody rwcd",
    "egg.payment.condition": "everybody r, sales rwc, billing rwc, accountant rwcd",
    "egg.payment.condition.line": "everybody r, sales rwcd, billing rwcd",
    "egg.paid.item": "billing r, reader r",
    "egg.payment.followup": "billing r, reader r",
    "egg.payment.hold": "settings r",
    "egg.payment.mode": "everybody r, accountant rwcd",
    "egg.payment.wizard": "sales rwcd, billing rwcd",
    "egg.print.default": "everybody r, accountant rwcd",
    "egg.product.quick": "sales rwcd, billing rwcd",
    "egg.product.third.party.tax": "everybody r, billing rwcd, settings rwcd",
    "egg.quote.comparison": "sales rwcd, billing rwcd",
    "egg.recovery.file": "billing rw",
    "egg.refusal.reason": "everybody r, accountant rwcd",
    "egg.sepa.collect": "billing rwcd",
    "egg.sepa.collection": "billing r, reader r",
    "egg.sepa.collection.item": "billing r, reader r",
    "egg.sepa.return": "billing rw, reader r",
    "egg.sepa.return.import": "billing rwcd",
    "egg.setup.list": "accountant rwcd, settings rwcd",
    "egg.state.change": "everybody rwcd",
    "egg.statement.wizard": "billing rwcd",
    "egg.stripe.account": "billing rwcd, reader r",
    "egg.stripe.debit": "billing rwcd",
    "egg.stripe.run": "billing r, reader r",
    "egg.task": "everybody rwcd",
}

#: Fields of the suite on Odoo's models, read by whoever reads the model: by customers in the portal too, by the team
#: only, by billing and readers only, by those who issue invoices, by buyers who may open the document, by
#: nobody but the program.
FIELDS = {
    "account.bank.statement.line": {
        "team":
            "egg_amount_paid egg_billing_address egg_comment_1 egg_comment_2 egg_company_vat egg_condition_id "
            "egg_condition_insert_id egg_contact_id egg_contact_owner_id egg_delivery_address egg_deposit_payment_ids "
            "egg_discount_mode egg_discount_parts egg_discount_value egg_event_id egg_exchange_deposit_id "
            "egg_followup_entry_ids egg_footer egg_forecast egg_frozen_customer_id egg_general_condition_id "
            "egg_has_comment_2 egg_has_schedule egg_interest_move_ids egg_interest_source_id egg_is_customer_frozen "
            "egg_is_deposit egg_is_header_frozen egg_is_locked egg_former_number egg_is_opening egg_opening_dues "
            "egg_is_open_copy egg_is_relayout egg_legal_limit_warning egg_legal_warning egg_net_to_pay "
            "egg_note egg_overpaid_amount egg_parent_kind egg_schedule_missing egg_schedule_sentences "
            "egg_particular_conditions egg_partner_vat egg_payee_warning egg_payment_ids egg_payment_mode_id "
            "egg_picking_ids egg_print_barcode egg_print_delivery_address egg_print_discount egg_print_layout "
            "egg_print_payments egg_print_product_image egg_print_product_number egg_print_seller egg_print_title "
            "egg_print_totals_every_page egg_print_unit_price egg_profile_id egg_refusal_reason_id egg_refused "
            "egg_relation_sentence egg_same_address egg_schedule_line_ids egg_schedule_message egg_schedule_rules "
            "egg_sender egg_shipping_amount egg_shipping_tax_ids egg_state egg_title egg_totals_summary",
        "billing":
            "egg_einvoice_missing egg_einvoice_score",
        "invoicers":
            "egg_acknowledged_on egg_has_late_claim egg_late_claim egg_late_claim_ids egg_limitation_date "
            "egg_limitation_warning",
        "nobody":
            "egg_limitation_told",
    },
    "account.fiscal.position": {
        "team":
            "egg_vat_regime",
    },
    "account.invoice.report": {
        "team":
            "egg_role",
    },
    "account.journal": {
        "team":
            "egg_cash_mapping egg_is_opening egg_sepa_format",
    },
    "account.move": {
        "customers":
            "egg_amount_paid egg_billing_address egg_comment_1 egg_comment_2 egg_company_vat egg_condition_id "
            "egg_condition_insert_id egg_contact_id egg_contact_owner_id egg_delivery_address egg_deposit_payment_ids "
            "egg_discount_mode egg_discount_parts egg_discount_value egg_event_id egg_exchange_deposit_id egg_footer "
            "egg_former_number "
            "egg_frozen_customer_id egg_general_condition_id egg_has_comment_2 egg_has_schedule egg_interest_move_ids "
            "egg_interest_source_id egg_is_customer_frozen egg_is_deposit egg_is_header_frozen "
            "egg_is_opening egg_opening_dues "
            "egg_is_locked egg_is_relayout egg_legal_limit_warning egg_legal_warning egg_net_to_pay "
            "egg_overpaid_amount egg_particular_conditions egg_partner_vat egg_payment_ids egg_payment_mode_id "
            "egg_picking_ids egg_print_barcode egg_print_delivery_address egg_print_discount egg_print_layout "
            "egg_print_payments egg_print_product_image egg_print_product_number egg_print_seller egg_print_title "
            "egg_print_totals_every_page egg_print_unit_price egg_profile_id egg_refused egg_relation_sentence "
            "egg_same_address egg_schedule_line_ids egg_schedule_message egg_schedule_missing egg_schedule_rules "
            "egg_sender egg_shipping_amount egg_shipping_tax_ids egg_state egg_title egg_totals_summary",
        "team":
            "egg_is_open_copy "
            "egg_followup_entry_ids egg_forecast egg_note egg_parent_kind egg_payee_warning egg_refusal_reason_id "
            "egg_schedule_sentences",
        "billing":
            "egg_einvoice_missing egg_einvoice_score",
        "invoicers":
            "egg_acknowledged_on egg_has_late_claim egg_late_claim egg_late_claim_ids egg_limitation_date "
            "egg_limitation_warning",
        "nobody":
            "egg_limitation_told",
    },
    "account.move.line": {
        "customers":
            "egg_availability_days egg_days_late egg_discount_group egg_frozen_rank egg_is_due_item "
            "egg_page_break_after egg_page_break_before egg_payment_mode_id egg_planned_date egg_position_frozen "
            "egg_price_basis egg_role egg_role_key egg_salesperson_id egg_schedule_line_id egg_third_party_tax_count "
            "egg_third_party_tax_ids",
        "team":
            "egg_dispute egg_dispute_reason egg_due_badge egg_followup_due_date egg_followup_entry_ids "
            "egg_followup_phone egg_followup_shift_ids egg_hold_reason egg_last_stage_date egg_last_stage_id "
            "egg_expected_amount egg_mandate_id "
            "egg_next_stage_date egg_next_stage_id egg_promise_amount egg_promise_date egg_urgency",
    },
    "account.payment": {
        "team":
            "egg_can_create_deposit egg_deposit_move_id egg_deposit_receipt_ids egg_has_deposit egg_kind egg_order_id "
            "egg_order_schedule_line_id egg_payment_mode_id",
    },
    "account.setup.bank.manual.config": {
        "team":
            "egg_advice egg_bic egg_debit_status egg_domiciliation egg_mandate_ids",
    },
    "calendar.event": {
        "customers":
            "egg_color egg_contact_id egg_customer_id egg_document egg_document_count egg_done egg_icon egg_move_ids "
            "egg_order_ids egg_settled_sentence egg_type_id",
        "team":
            "egg_report",
    },
    "calendar.popover.delete.wizard": {
        "team":
            "egg_settled_sentence",
    },
    "crm.lead": {
        "team":
            "egg_line_ids",
    },
    "payment.provider": {
        "team":
            "egg_stripe_checked_at",
    },
    "payment.transaction": {
        "team":
            "egg_asked egg_attempts egg_begun_at egg_booking_error egg_call_key egg_credits egg_debit_state "
            "egg_deducted egg_disputes egg_due_item_id egg_due_item_ids egg_heard_at "
            "egg_invoice_id egg_key_number egg_last_fault egg_next_try "
            "egg_reason egg_reversal_move_id egg_stripe_account_id egg_stripe_run_id",
    },
    "product.product": {
        "team":
            "egg_third_party_tax_ids",
    },
    "product.template": {
        "team":
            "egg_third_party_tax_ids",
    },
    "purchase.order": {
        "customers":
            "egg_relation_sentence egg_sale_order_id egg_vendor_ids",
    },
    "res.company": {
        "customers":
            "egg_add_attention egg_builder egg_company_form egg_debit_creditor_identifier egg_debit_issuer "
            "egg_deposit_journal_id egg_deposit_mode egg_frozen_header egg_insurance egg_interest_points "
            "egg_legal_form egg_lock_issued egg_own_numbers egg_pay_days egg_pay_partial egg_print_enabled "
            "egg_promise_days egg_recovery_fee egg_register_town egg_seller_label egg_share_capital egg_transfer_days "
            "egg_type_required egg_validity_by_date egg_vat_franchise egg_vat_on_debits",
        "team":
            "egg_aged_first egg_aged_second egg_aged_third egg_cash_difference_account_id egg_cash_fee_account_id "
            "egg_cash_fee_max egg_cash_tolerance egg_claim_since egg_debit_credits egg_followup_grouping "
            "egg_followup_soon_days egg_followup_tolerance egg_followup_undo_minutes egg_interest_account_id "
            "egg_kept_rules egg_legal_guard egg_letter_marks egg_retry_month_days egg_retry_notice_days "
            "egg_retry_times egg_sepa_bic egg_sepa_first_sequence egg_sepa_iban egg_sepa_journal_id "
            "egg_sepa_lead_days egg_sepa_prenotice_days egg_sepa_prenotify egg_sepa_suspend egg_set_off",
    },
    "res.config.settings": {
        "team":
            "egg_aged_first egg_aged_second egg_aged_third egg_claim_since "
            "egg_retry_month_days egg_retry_notice_days egg_retry_times egg_set_off "
            "egg_add_attention egg_cash_difference_account_id egg_cash_fee_account_id egg_cash_fee_max "
            "egg_cash_tolerance egg_company_form egg_debit_creditor_identifier egg_debit_credits egg_debit_issuer "
            "egg_deposit_journal_id egg_deposit_mode egg_due_days egg_followup_grouping egg_followup_soon_days "
            "egg_followup_tolerance egg_followup_undo_minutes egg_frozen_header "
            "egg_interest_account_id egg_interest_points egg_legal_form egg_legal_guard egg_lock_issued "
            "egg_next_numbers egg_open_rules egg_own_numbers egg_print_enabled egg_recovery_fee egg_register_town "
            "egg_seller_label egg_sepa_bic egg_sepa_first_sequence egg_sepa_iban egg_sepa_journal_id "
            "egg_sepa_lead_days egg_sepa_prenotice_days egg_sepa_prenotify egg_sepa_suspend egg_setup_checklist "
            "egg_letter_marks egg_pay_days egg_pay_partial egg_promise_days egg_transfer_days "
            "egg_share_capital egg_stripe_journal_id egg_stripe_mode egg_stripe_publishable_key "
            "egg_stripe_secret_hint egg_stripe_secret_key egg_stripe_webhook_hint egg_stripe_webhook_secret "
            "egg_stripe_webhook_url egg_type_required egg_validity_by_date egg_vat_franchise "
            "egg_vat_on_debits",
    },
    "res.partner": {
        "customers":
            "egg_bank_advice egg_bank_ids egg_mandate_ids egg_public_body egg_wants_order_number",
        "team":
            "egg_dead_email egg_einvoice_missing egg_einvoice_score egg_followup_excluded egg_followup_pause_reason "
            "egg_followup_scenario_id egg_followup_scenario_name egg_known_name",
        "billing":
            "egg_stripe_account_count",
    },
    "res.partner.bank": {
        "team":
            "egg_advice egg_bic egg_debit_status egg_domiciliation egg_mandate_ids",
    },
    "res.users": {
        "customers":
            "egg_bank_advice egg_bank_ids egg_mandate_ids egg_public_body egg_template_invoice_id "
            "egg_template_order_id egg_template_quote_id egg_wants_order_number",
        "team":
            "egg_dead_email egg_einvoice_missing egg_einvoice_score egg_followup_excluded egg_followup_pause_reason "
            "egg_followup_scenario_id egg_followup_scenario_name egg_known_name",
        "billing":
            "egg_stripe_account_count",
    },
    "sale.order": {
        "customers":
            "egg_amount_paid egg_billing_address egg_child_ids egg_closed egg_comment_1 egg_comment_2 egg_company_vat "
            "egg_condition_id egg_condition_insert_id egg_contact_id egg_contact_owner_id egg_delivery_address "
            "egg_deposit_receipt_ids egg_discount_mode egg_discount_parts egg_discount_value egg_event_id egg_footer "
            "egg_frozen_currency_id egg_frozen_customer_id egg_general_condition_id egg_has_comment_2 egg_has_schedule "
            "egg_is_customer_frozen egg_is_header_frozen egg_is_number_twice egg_is_pricelist_frozen egg_kind "
            "egg_legal_limit_warning egg_net_to_pay egg_overpaid_amount egg_parent_id egg_parent_stamp "
            "egg_particular_conditions "
            "egg_partner_vat egg_payment_ids egg_payment_mode_id egg_print_barcode egg_print_delivery_address "
            "egg_print_discount egg_print_layout egg_print_payments egg_print_product_image egg_print_product_number "
            "egg_print_proforma egg_print_seller egg_print_title egg_print_totals_every_page egg_print_unit_price "
            "egg_profile_id egg_quote_number egg_refused egg_relation_sentence egg_replaced_by_id egg_revised_ids "
            "egg_revision_index egg_revision_sentence egg_same_address egg_schedule_line_ids egg_schedule_message "
            "egg_schedule_missing egg_schedule_rules egg_sender egg_sent_index egg_shipping_amount "
            "egg_shipping_tax_ids egg_state egg_title egg_totals_summary egg_validity_rule_date egg_version_count",
        "team":
            "egg_dispute egg_dispute_reason egg_due_badge egg_followup_base_date egg_followup_due_date "
            "egg_followup_entry_ids egg_followup_phone egg_followup_shift_ids egg_forecast egg_hold_reason "
            "egg_is_open_copy "
            "egg_last_stage_date egg_last_stage_id egg_next_stage_date egg_next_stage_id egg_note egg_parent_kind "
            "egg_payee_warning egg_promise_amount egg_promise_date egg_refusal_reason_id egg_schedule_sentences "
            "egg_urgency",
        "buyers":
            "egg_purchase_ids",
    },
    "sale.order.line": {
        "customers":
            "egg_availability_days egg_frozen_rank egg_offer egg_page_break_after egg_page_break_before "
            "egg_planned_date egg_position_frozen egg_price_basis egg_qty_ahead egg_role egg_role_key "
            "egg_source_line_id egg_third_party_tax_count egg_third_party_tax_ids",
    },
    "stock.picking": {
        "customers":
            "egg_invoice_ids egg_to_credit egg_to_invoice",
    },
    "uom.uom": {
        "team":
            "egg_unece_code",
    },
    "validate.account.move": {
        "team":
            "egg_is_blocked egg_missing",
    },
}

#: Public methods that tell whoever calls them no more than what was sent along: a window, an address or a screen, which
#: ask for themselves what one may see.
WINDOW = "window"
#: Methods that refuse, or fail on, a record that one may not see.
REFUSED = "refused"
#: Methods that tell each caller of what is his own, or of nothing.
OWN = "own"
METHODS = {
    "account.bank.statement.line": {
        REFUSED:
            "action_undo_reconciliation",
    },
    "account.move": {
        REFUSED:
            "action_egg_account action_egg_add_payment action_egg_agenda action_egg_claim_interest "
            "action_egg_collect "
            "action_egg_credit_note "
            "action_egg_customer action_egg_duplicate "
            "action_egg_key_figures action_egg_move_forecast action_egg_recovery_file action_egg_refresh_address "
            "action_egg_remind "
            "action_egg_save_condition "
            "action_egg_set_monthly_debits action_egg_synchronise action_switch_move_type action_toggle_block_payment "
            "action_update_fpos_values button_cancel button_draft egg_register_payment egg_set_state",
        OWN:
            "message_post_with_source",
        WINDOW:
            "action_egg_change_state action_egg_map action_egg_preview_pdf",
    },
    "account.move.line": {
        REFUSED:
            "action_egg_account action_egg_release action_egg_toggle_page_break",
        OWN:
            "get_egg_bulk_actions get_egg_due_rows",
        WINDOW:
            "action_egg_dispute action_egg_third_party_taxes",
    },
    "account.payment": {
        REFUSED:
            "action_cancel action_draft action_egg_create_deposit action_egg_open_deposit action_post action_reject "
            "action_validate egg_create_deposit_document",
    },
    "account.move.send.wizard": {
        REFUSED:
            "action_send_and_print",
    },
    "account.move.send.batch.wizard": {
        OWN:
            "action_send_and_print",
    },
    "calendar.event": {
        REFUSED:
            "action_egg_invoice action_egg_order action_egg_quote action_egg_toggle_done",
        WINDOW:
            "action_egg_agenda action_egg_map action_egg_open_documents action_mass_archive action_mass_deletion",
        OWN:
            "get_egg_settled_sentence",
    },
    "crm.lead": {
        REFUSED:
            "action_egg_agenda action_egg_order action_egg_quote action_new_quotation egg_create_document",
        WINDOW:
            "action_egg_map",
    },
    "egg.call.result": {
        REFUSED:
            "action_apply",
    },
    "egg.cash.confirm": {
        REFUSED:
            "action_book action_remove",
    },
    "egg.cash.import": {
        REFUSED:
            "action_import action_import_table action_refresh",
        WINDOW:
            "action_open_lines",
    },
    "egg.cash.line": {
        REFUSED:
            "action_ask_to_remove action_book_fee action_next_choice action_open_documents action_open_line "
            "action_propose action_remove action_set_aside action_take_back action_tick_sure action_undo "
            "action_validate action_validate_ticked",
        WINDOW:
            "action_open_screen",
    },
    "egg.move.in": {
        REFUSED:
            "action_check action_lines action_load action_read action_refresh action_report action_template_csv "
            "action_template_xlsx action_undo",
    },
    "egg.move.in.line": {
        REFUSED:
            "action_apart action_leave action_load action_mend action_open_record action_same",
    },
    "egg.move.in.mend": {
        REFUSED:
            "action_check action_load",
    },
    "egg.condition.text": {
        WINDOW:
            "action_preview",
    },
    "egg.archive": {
        REFUSED:
            "action_build",
    },
    "egg.archive.part": {
        REFUSED:
            "action_download",
    },
    "egg.legal.text": {
        REFUSED:
            "action_confirm",
    },
    "egg.number.series": {
        WINDOW:
            "action_open_documents",
    },
    "egg.debit.mandate": {
        REFUSED:
            "action_cancel action_draft action_egg_sign_online action_insert action_suspend",
        WINDOW:
            "action_egg_collect action_enter_last_debit action_print",
    },
    "egg.debit.retry": {
        REFUSED:
            "action_collect action_drop action_plan action_stripe_debit",
    },
    "egg.debit.takeover": {
        REFUSED:
            "action_apply",
    },
    "egg.deposit.confirm": {
        REFUSED:
            "action_confirm",
    },
    "egg.deposit.receipt": {
        REFUSED:
            "action_egg_agenda",
        WINDOW:
            "action_egg_map",
    },
    "egg.aged.item": {
        REFUSED:
            "action_open_document",
    },
    "egg.due.item.payment": {
        REFUSED:
            "action_apply",
    },
    "egg.first.use": {
        REFUSED:
            "action_create",
        WINDOW:
            "get_screen_action",
    },
    "egg.followup.claim": {
        REFUSED:
            "action_claim_again action_invoice action_open_invoice action_waive",
    },
    "egg.recovery.file": {
        REFUSED:
            "action_download",
    },
    "egg.followup.waive": {
        REFUSED:
            "action_apply",
    },
    "egg.followup.daily": {
        REFUSED:
            "action_go_on",
        WINDOW:
            "action_open_runs",
    },
    "egg.followup.hold": {
        REFUSED:
            "action_apply",
    },
    "egg.followup.message": {
        REFUSED:
            "action_preview action_retry",
    },
    "egg.followup.move": {
        REFUSED:
            "action_apply",
    },
    "egg.followup.run": {
        REFUSED:
            "action_cancel action_choose_again action_print action_retry action_send action_send_now action_start "
            "action_take_back action_try_now",
        WINDOW:
            "action_open",
    },
    "egg.followup.send": {
        REFUSED:
            "action_send action_simulate",
    },
    "egg.home": {
        WINDOW:
            "open_waiting",
    },
    "egg.legal.check": {
        REFUSED:
            "action_check_again action_confirm",
    },
    "egg.legal.check.line": {
        WINDOW:
            "action_open",
    },
    "egg.line.sync": {
        REFUSED:
            "action_apply",
    },
    "egg.parent.choice": {
        REFUSED:
            "action_continue",
    },
    "egg.order.schedule.line": {
        REFUSED:
            "action_egg_create_deposit",
    },
    "egg.payment.condition": {
        REFUSED:
            "action_set_monthly_debits",
    },
    "egg.paid.item": {
        REFUSED:
            "action_open_document",
    },
    "egg.payment.followup": {
        REFUSED:
            "action_open_document",
    },
    "egg.payment.wizard": {
        REFUSED:
            "action_confirm",
    },
    "egg.product.quick": {
        REFUSED:
            "create_product",
    },
    "egg.quote.comparison": {
        REFUSED:
            "action_print",
    },
    "egg.sepa.collect": {
        REFUSED:
            "action_open_customers action_validate",
    },
    "egg.sepa.collection": {
        REFUSED:
            "action_cancel action_download action_prenotify action_retry action_sent action_view_items",
        WINDOW:
            "action_print",
    },
    "egg.sepa.return": {
        REFUSED:
            "action_apply action_dismiss action_open",
    },
    "egg.sepa.return.import": {
        REFUSED:
            "action_import",
    },
    "egg.statement.wizard": {
        REFUSED:
            "action_print action_simulate",
    },
    "egg.state.change": {
        REFUSED:
            "action_apply",
    },
    "egg.stripe.account": {
        REFUSED:
            "action_declare",
    },
    "egg.stripe.debit": {
        REFUSED:
            "action_confirm action_open_customers",
    },
    "egg.stripe.run": {
        REFUSED:
            "action_cancel action_refresh action_resume",
    },
    "egg.task": {
        REFUSED:
            "action_toggle_done",
        WINDOW:
            "action_call_result action_egg_account",
        OWN:
            "get_planning_tasks",
    },
    "ir.actions.report": {
        OWN:
            "barcode",
    },
    "payment.transaction": {
        REFUSED:
            "action_egg_book_again action_egg_refund action_post_process",
    },
    "purchase.order": {
        REFUSED:
            "action_egg_agenda",
        WINDOW:
            "action_egg_map",
    },
    "res.config.settings": {
        REFUSED:
            "action_egg_accept_rule action_egg_keep_habit action_egg_stripe_test set_values",
        OWN:
            "get_values",
    },
    "res.partner": {
        OWN:
            "action_egg_followup_resume get_egg_account",
        REFUSED:
            "action_egg_invoice_claims action_egg_know_name action_egg_recovery_file action_egg_sign_online "
            "action_egg_waive_claims",
        WINDOW:
            "action_egg_account action_egg_agenda action_egg_call action_egg_sales action_egg_statement "
            "action_egg_stripe_accounts",
    },
    "res.partner.bank": {
        WINDOW:
            "action_egg_mandate",
    },
    "sale.order": {
        REFUSED:
            "action_cancel action_confirm action_draft action_egg_add_payment action_egg_agenda action_egg_compare "
            "action_egg_customer action_egg_duplicate action_egg_invoice action_egg_key_figures action_egg_newest "
            "action_egg_order action_egg_order_again action_egg_refresh_address action_egg_release action_egg_revise "
            "action_egg_save_condition action_egg_set_monthly_debits action_egg_supplier_order action_egg_synchronise "
            "action_egg_take_back action_egg_versions action_quotation_send action_unlock egg_create_order "
            "egg_create_revision egg_register_payment egg_set_state message_post",
        OWN:
            "get_egg_bulk_actions get_egg_due_rows",
        WINDOW:
            "action_egg_change_state action_egg_dispute action_egg_map action_egg_move_forecast action_egg_preview_pdf",
    },
    "sale.order.line": {
        REFUSED:
            "action_egg_toggle_page_break",
        WINDOW:
            "action_egg_third_party_taxes",
    },
    "stock.picking": {
        REFUSED:
            "action_egg_agenda action_egg_credit action_egg_invoice",
        WINDOW:
            "action_egg_map",
    },
}


def expand(row: str) -> dict:
    """{kind of user: letters} of a row of `MODELS`."""
    found = {}
    for part in row.split(", "):
        word, letters = part.split()
        for kind in WORDS[word] + (ALL_GROUPS if word != "portal" else ()):
            found[kind] = found.get(kind, frozenset()) | set(letters)
    return {kind: "".join(letter for letter in "rwcd" if letter in letters) for kind, letters in found.items()}


def fields_of(model: str) -> list:
    """All fields of a row of `FIELDS`."""
    return sorted(name for names in FIELDS[model].values() for name in names.split())


def fields_for(model: str, kind: str) -> set:
    """The fields of a model that this kind of user has."""
    row = FIELDS[model]
    words = ["customers"] if kind == "portal" else ["customers", "team"]
    if kind in ("billing", "reader", "accountant", *ALL_GROUPS):
        words.append("billing")
    if kind in ("billing", "accountant", *ALL_GROUPS):
        words.append("invoicers")
    return {name for word in words for name in row.get(word, "").split()}


def methods_of(model: str) -> dict:
    """{public method: what it tells somebody who may not see the record}"""
    return {name: meant for meant, names in METHODS[model].items() for name in names.split()}

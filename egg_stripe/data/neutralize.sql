-- debits by Stripe: what waits is cancelled, what Stripe has is never asked for nor booked from here
DELETE FROM egg_debit_claim
 WHERE COALESCE(due_item_id, move_line_id) IN (SELECT egg_due_item_id FROM payment_transaction WHERE egg_debit_state IN ('queued', 'sending'));
UPDATE payment_transaction
   SET egg_debit_state = 'cancelled',
       egg_reason = 'neutralized copy',
       state = 'cancel'
 WHERE egg_debit_state IN ('queued', 'sending');
UPDATE payment_transaction
   SET egg_booking_error = 'neutralized copy'
 WHERE egg_debit_state = 'succeeded'
   AND egg_booking_error IS NULL;
UPDATE egg_stripe_run
   SET state = 'cancelled',
       problem = NULL
 WHERE state IN ('running', 'paused');
DELETE FROM ir_config_parameter
 WHERE key = 'egg_stripe.test_address';
-- a key typed into the copy would speak of the accounts of the original: they are declared again first
UPDATE payment_token
   SET active = false
 WHERE id IN (SELECT token_id FROM egg_stripe_account);
UPDATE egg_stripe_account
   SET state = 'draft',
       customer_ref = NULL,
       method_ref = NULL,
       stripe_mandate = NULL,
       token_id = NULL,
       call_key = gen_random_uuid()::text
 WHERE token_id IS NOT NULL;
UPDATE ir_cron
   SET active = false
 WHERE id IN (SELECT res_id FROM ir_model_data WHERE model = 'ir.cron' AND module = 'egg_stripe');

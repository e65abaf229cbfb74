-- reminders of a copy never reach customers: what waits is cancelled, and nothing starts by itself
UPDATE egg_followup_item
   SET state = 'cancelled',
       reason = 'neutralized copy'
 WHERE state = 'planned'
   AND followup_message_id IN (SELECT id FROM egg_followup_message WHERE state IN ('queued', 'sending', 'to_print'));
UPDATE egg_followup_message
   SET state = 'cancelled',
       reason = 'neutralized copy'
 WHERE state IN ('queued', 'sending', 'to_print');
UPDATE egg_followup_run
   SET state = 'cancelled',
       problem = NULL,
       next_try = NULL
 WHERE state IN ('running', 'simulating');
UPDATE egg_followup_run
   SET state = 'cancelled'
 WHERE state = 'approval';
UPDATE egg_followup_daily
   SET is_on = false;
UPDATE ir_cron
   SET active = false
 WHERE id IN (SELECT res_id FROM ir_model_data WHERE model = 'ir.cron' AND module = 'egg_followup');

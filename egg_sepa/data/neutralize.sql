-- nothing of a copy is asked from the bank, announced to a customer, or booked by itself
UPDATE ir_cron
   SET active = false
 WHERE id IN (SELECT res_id FROM ir_model_data WHERE model = 'ir.cron' AND module = 'egg_sepa');
UPDATE res_company
   SET egg_sepa_prenotify = false;
UPDATE mail_mail
   SET state = 'cancel'
 WHERE state = 'outgoing'
   AND mail_message_id IN (SELECT id FROM mail_message WHERE model = 'egg.sepa.collection.item');
-- the booking job passes over debits with an error; "Try again" books them, when that is what the copy is for
UPDATE egg_sepa_collection_item
   SET error = 'neutralized copy'
 WHERE state = 'pending'
   AND error IS NULL;

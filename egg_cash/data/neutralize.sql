-- nothing of a copy is booked by itself
UPDATE ir_cron
   SET active = false
 WHERE id IN (SELECT res_id FROM ir_model_data WHERE model = 'ir.cron' AND module = 'egg_cash');
UPDATE egg_cash_line
   SET queued_at = NULL, state = 'open'
 WHERE state = 'queued';

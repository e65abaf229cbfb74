-- nothing of a copy is taken over by itself
UPDATE ir_cron
   SET active = false
 WHERE id IN (SELECT res_id FROM ir_model_data WHERE model = 'ir.cron' AND module = 'egg_move_in');

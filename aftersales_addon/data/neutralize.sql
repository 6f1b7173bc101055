-- a copy tells nobody what the original tells
UPDATE aftersales_outbox
   SET state = 'cancelled', next_attempt_at = NULL
 WHERE state IN ('planned', 'claimed');
-- nor does it work by itself
UPDATE ir_cron
   SET active = false
 WHERE id IN (SELECT res_id FROM ir_model_data WHERE model = 'ir.cron' AND module = 'aftersales_addon');

from . import mail_message, res_partner

#: the first texts of quotations and orders: stage -> [(type of document, template)]
TEXTS = {
    "egg_followup.stage_sent": [("quote", "sale.email_template_edi_sale"),
                                ("order", "sale.mail_template_sale_confirmation")],
    "egg_followup.stage_reminder_1": [
        ("quote", "egg_followup_sales.mail_template_quote_reminder"),
        ("order", "egg_followup_sales.mail_template_order_reminder"),
    ],
    "egg_followup.stage_reminder_2": [("quote", "egg_followup_sales.mail_template_quote_reminder")],
}


def post_init_hook(env):
    """Give the stages that came with the follow-up their texts for quotations and orders;
    a stage that was deleted stays so.
    """
    rows = []
    for name, texts in TEXTS.items():
        stage = env.ref(name, raise_if_not_found=False)
        for document_type, template in texts if stage else ():
            text = env.ref(template, raise_if_not_found=False)
            rows.append({"stage_id": stage.id, "document_type": document_type, "template_id": text and text.id})
    env["egg.followup.stage.template"].create(rows)


def uninstall_hook(env):
    """History and moved dates of quotations and orders go with the field that says whose they are."""
    for model in ("egg.followup.entry", "egg.followup.shift"):
        env[model].with_context(active_test=False).search([("order_id", "!=", False)]).unlink()

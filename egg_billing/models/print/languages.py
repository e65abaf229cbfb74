"""In which language somebody is written to."""


def find_language(env, *codes) -> str:
    """Return the first of these languages that is in use here, or nothing.

    :param codes: codes, or nothing; a contact may have one that was switched off since.
    """
    return next(filter(None, map(env["res.lang"]._get_code, filter(None, codes))), "")

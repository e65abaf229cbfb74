"""Figures inside texts, as the language of the text writes them."""

from odoo.tools import get_lang


def format_figure(env, value, decimals=4) -> str:
    """A figure in the language of `env`, without idle zeros: 30.50 is "30,5" in French.

    :param decimals: how many are told at most
    """
    text = f"{float(value):.{decimals}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace(".", get_lang(env).decimal_point)

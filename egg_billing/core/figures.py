"""Figures inside texts, as the language of the text writes them."""


def format_figure(value, mark: str, decimals: int = 4) -> str:
    """Return a figure without idle zeros: 30.50 is "30,5" in French.

    :param mark: the decimal mark of the language
    :param decimals: how many are told at most
    """
    text = f"{float(value):.{decimals}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace(".", mark)

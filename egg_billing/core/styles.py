"""Styles in texts that people write: what could fetch something, or cover another part of the page, is left out."""

#: What no value may hold: addresses, pictures by address, scripts of old browsers, and the escapes that would hide
#: them.
FORBIDDEN_VALUES = ("url(", "image-set(", "image(", "expression(", "src(", "\\", "@", "/*")
#: Properties that take an element out of its place, or bind a file to it.
FORBIDDEN_NAMES = {"position", "behavior", "-moz-binding", "transform", "-webkit-transform"}


def clean_style(style: str) -> str:
    """Return the declarations of a style attribute that only change how the text itself looks."""
    kept = []
    for declaration in style.split(";"):
        name, colon, value = declaration.partition(":")
        flat = "".join(declaration.split()).lower()
        if colon and value.strip() and name.strip().lower() not in FORBIDDEN_NAMES and not any(
            one in flat for one in FORBIDDEN_VALUES):
            kept.append(declaration.strip())
    return "; ".join(kept)


def clean_styles(root) -> None:
    """Clean the style attributes of an lxml tree in place; backgrounds by address go with them."""
    for node in root.iter():
        if not isinstance(node.tag, str):
            continue
        node.attrib.pop("background", None)
        if style := node.get("style"):
            if cleaned := clean_style(style):
                node.set("style", cleaned)
            else:
                del node.attrib["style"]

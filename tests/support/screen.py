"""What is the matter with a screen: words in another language, what sticks out at the side, what is cut."""

from .web import SETTLED, assert_fits, shot

#: Texts whose box hides a part of them. A text for screen readers only is meant to be hidden.
_CUT = """() => {
    const names = ".o_form_label, .btn, .nav-link, .o_data_cell, th, th .text-truncate, .badge, .alert, "
        + ".o_field_widget, h1, .o_stat_text, .o_kanban_record div, .dropdown-item, .modal-title, .modal-body p, "
        + ".egg_bulk_total, option";
    const found = [];
    for (const element of document.querySelectorAll(names)) {
        const box = element.getBoundingClientRect();
        if (!box.width || !element.innerText?.trim() || element.closest(".visually-hidden")) continue;
        const style = getComputedStyle(element);
        const cut = ["hidden", "clip"].includes(style.overflowX) && element.scrollWidth > element.clientWidth + 2;
        if (cut) found.push(`${element.className}: ${element.innerText.trim().slice(0, 60)}`);
    }
    return found;
}"""


def look(page, name: str, read, english=()) -> None:
    """Keep a picture, and fail for a word of `english`, for what is wider than the screen, and for what is cut.

    :param read: the script that returns the texts of a screen.
    """
    page.wait_for_function(SETTLED)
    page.wait_for_timeout(150)  # a window slides in
    shot(page, name)
    texts = {" ".join(text.split()) for text in page.evaluate(read)}
    assert not texts & set(english), f"{name} in English: {sorted(texts & set(english))}"
    assert_fits(page, name)
    assert not (cut := page.evaluate(_CUT)), f"{name} cuts {cut}"

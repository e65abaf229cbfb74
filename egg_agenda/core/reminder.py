"""When a task reminds, and how urgent it is."""

from datetime import date, timedelta


def reminder_date(due: date, days_before: int) -> date:
    """The day on which the person in charge is told: `days_before` days before the due date.

    :raises ValueError: for a negative number of days.
    """
    if days_before < 0:
        raise ValueError("days_before")
    return due - timedelta(days=days_before)


def urgency(due: date, today: date, done: bool) -> str:
    """Return "done", "late", "today" or "planned"."""
    if done:
        return "done"
    if due < today:
        return "late"
    return "today" if due == today else "planned"

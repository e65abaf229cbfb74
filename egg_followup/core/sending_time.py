"""When messages may leave: days of the week, hours, and no public holidays."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

#: how far the next moment is looked for: longer than any row of holidays
FAR = 60


@lru_cache(maxsize=64)
def find_holidays(country: str, year: int) -> frozenset:
    """Return the public holidays of a country; none of a country that nobody knows."""
    import holidays  # takes a while: only where it is needed

    try:
        return frozenset(holidays.country_holidays(country, years=year))
    except NotImplementedError:
        return frozenset()


@dataclass(frozen=True, slots=True)
class Hours:
    """When messages leave: on these days of the week (0: Monday) from one time of the day until another."""

    weekdays: frozenset
    start: time
    end: time
    country: str = ""  # whose public holidays are left out; empty: they count like other days

    def is_day(self, day: date) -> bool:
        return day.weekday() in self.weekdays and not (
            self.country and day in find_holidays(self.country, day.year))

    def is_open(self, moment: datetime) -> bool:
        return self.is_day(moment.date()) and self.start <= moment.time() < self.end

    def find_next(self, moment: datetime) -> datetime | None:
        """Return the first moment from this one on; none: there is none for a long time."""
        if self.is_open(moment):
            return moment
        first = moment.date() if moment.time() < self.start else moment.date() + timedelta(days=1)
        days = (first + timedelta(days=number) for number in range(FAR))
        day = next(filter(self.is_day, days), None)
        return day and datetime.combine(day, self.start)


def to_time(hours: float) -> time:
    """Return the time of the day of a number of hours; 24 is its last moment."""
    minutes = round(hours * 60)
    return time.max if minutes >= 24 * 60 else time(minutes // 60, minutes % 60)

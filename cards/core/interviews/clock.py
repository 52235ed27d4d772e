"""The clock of an interview: it belongs to the server, never stops, and forgives half a minute."""

import datetime as dt
from dataclasses import dataclass

GRACE = dt.timedelta(seconds=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    started_at: dt.datetime
    deadline_at: dt.datetime
    ended_at: dt.datetime | None = None

    def is_over(self, now: dt.datetime) -> bool:
        """Whether answers have stopped counting: ended by the learner, or half a minute too late."""
        return self.ended_at is not None or now > self.deadline_at + GRACE

    def finished_at(self) -> dt.datetime:
        """When it ended, or will."""
        return min(self.ended_at or self.deadline_at, self.deadline_at)

    def seconds_left(self, now: dt.datetime) -> int:
        return max(0, round((self.finished_at() - now).total_seconds()))

    def seconds_between(self, since: dt.datetime, now: dt.datetime) -> int:
        """What of a stretch of time lay before the end; what comes later is nobody's thinking."""
        return max(0, round((min(now, self.finished_at()) - since).total_seconds()))

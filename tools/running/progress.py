"""Report the progress of a list of jobs and its expected end."""

from collections.abc import Sequence
from datetime import datetime, timedelta

NAMED = 4  # of the jobs that still run


class Progress:
    """The lines for a list of jobs.

    Parameters
    ----------
    total : int
        How many jobs there are.
    """

    def __init__(self, total: int) -> None:
        self.total = total
        self.ended = 0
        self.seconds = 0.0  # of all jobs that ended

    def line(
        self,
        title: str,
        seconds: float,
        *,
        failed: bool,
        running: Sequence[str],
        slots: int,
        now: datetime | None = None,
    ) -> str:
        """Return the line for a job that ended.

        Parameters
        ----------
        title : str
            What ended.
        seconds : float
            How long it took.
        failed : bool
            Whether its notebook failed.
        running : sequence of str
            What still runs.
        slots : int
            How many jobs run at once. With the mean time of a job it gives
            the expected end.
        now : datetime, optional
            The time of day; default: that of the clock.
        """
        self.ended += 1
        self.seconds += seconds
        done = f"{'failed after ' if failed else ''}{_duration(seconds)}"
        parts = [f"{self.ended}/{self.total}  {title}: {done}"]
        if running:
            more = len(running) - NAMED
            names = ", ".join(running[:NAMED])
            names += f" and {more} more" if more > 0 else ""
            parts.append(f"running {names}")
        if left := self.total - self.ended:
            now = now or datetime.now()
            mean = self.seconds / self.ended
            end = now + timedelta(seconds=mean * left / max(slots, 1))
            form = "%H:%M" if end.date() == now.date() else "%a %H:%M"
            parts.append(f"done about {end.strftime(form)}")
        return " · ".join(parts)


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 600 else f"{seconds / 60:.0f} min"

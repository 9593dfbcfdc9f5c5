"""Download one file over HTTP, with retries after transient failures."""

import time
from collections.abc import Iterable, Iterator
from pathlib import Path


def download_file(
    url: str,
    path: Path,
    *,
    timeout: tuple[float, float],
    backoff: Iterable[float],
) -> None:
    """Download a file, counting its bytes on one line of stdout.

    It is tried again after an answer of 5xx, a reset connection, a read
    time-out, and a body that ends too early. Each retry is announced by one
    line on stdout.

    Parameters
    ----------
    url : str
        The address.
    path : Path
        The file to write. After a failure it may hold a part of the content.
    timeout : (float, float)
        Seconds to connect, and between two pieces of data.
    backoff : iterable of float
        Seconds to wait before each retry: as many retries as numbers.

    Raises
    ------
    requests.RequestException, urllib3.exceptions.HTTPError
        The failure of the last attempt.
    OSError
        If the file cannot be written.
    """
    for delay in backoff:
        try:
            _download_once(url, path, timeout)
        except Exception as error:
            if not _is_transient(error):
                raise
            print(
                f"{path.name}: {type(error).__name__}: {error}; "
                f"trying again in {delay:g} s",
                flush=True,
            )
        else:
            return
        time.sleep(delay)
    _download_once(url, path, timeout)


def _download_once(url: str, path: Path, timeout: tuple[float, float]) -> None:
    import requests  # here, since it takes a moment to import

    with requests.get(
        url,
        # The bytes as they are: no compression in transit, and a .gz that a
        # server labels so is not unpacked either.
        headers={"Accept-Encoding": "identity"},
        stream=True,
        timeout=timeout,
    ) as response:
        response.raise_for_status()
        total = int(response.headers.get("Content-Length", 0))
        pieces = response.raw.stream(1 << 18, decode_content=False)
        with open(path, "wb") as file:
            for piece in _show_progress(pieces, total, path.name):
                file.write(piece)


def _is_transient(error: Exception) -> bool:
    """Return whether another attempt soon after may succeed.

    Not where the server refuses the file (4xx), nor where no connection came
    about (unknown host, refused, no answer): that seldom changes within a
    second. urllib3's ``Retry`` is not used, since it ends with the headers: a
    body that ends too early would need a loop of its own anyway.
    """
    import requests
    from urllib3.exceptions import ProtocolError, ReadTimeoutError

    if isinstance(error, requests.HTTPError):
        answer = error.response
        return answer is not None and answer.status_code >= 500
    if isinstance(error, requests.ConnectionError):
        # It stands for a connection that was lost, with urllib3's
        # ProtocolError in it, as well as for one that was never made.
        return any(isinstance(a, ProtocolError) for a in error.args)
    # requests' exception until the headers are read, urllib3's in the body
    return isinstance(
        error, requests.ReadTimeout | ReadTimeoutError | ProtocolError
    )


def _show_progress(
    pieces: Iterable[bytes], total: int, label: str
) -> Iterator[bytes]:
    """Yield the pieces and count their bytes on one line of stdout."""
    done = 0
    try:
        for piece in pieces:
            done += len(piece)
            share = f" of {total / 1e6:.1f} MB" if total else " MB"
            print(f"\r{label}: {done / 1e6:.1f}{share}", end="", flush=True)
            yield piece
    finally:
        print()

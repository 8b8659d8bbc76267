"""Signals, beside that of Ctrl+C, that ask a process to end."""

from __future__ import annotations

import signal

__all__ = ["endings"]


def endings() -> list[signal.Signals]:
    """SIGTERM, and SIGHUP unless this process was made deaf to it, as nohup does.

    Returns
    -------
    signals : list of Signals

    Examples
    --------
    >>> endings()[0].name
    'SIGTERM'
    """
    found = [signal.SIGTERM]
    if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:
        found.append(signal.SIGHUP)
    return found

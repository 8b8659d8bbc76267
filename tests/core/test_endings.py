"""Which signals ask a process to end."""

import signal

import pytest

from askless.core.endings import endings


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="this system has no SIGHUP")
def test_a_process_that_was_made_deaf_to_the_terminal_stays_so() -> None:
    before = signal.getsignal(signal.SIGHUP)
    try:
        signal.signal(signal.SIGHUP, signal.SIG_DFL)
        assert endings() == [signal.SIGTERM, signal.SIGHUP]
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        assert endings() == [signal.SIGTERM]
    finally:
        signal.signal(signal.SIGHUP, before)

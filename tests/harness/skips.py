"""A skipped test proves nothing, so a run that skips is red."""

import pytest

NOT_RUN = ("skipped", "xfailed", "xpassed")


class NoSkips:
    """Plugin for the process that reports; pytest-xdist's workers send it their results."""

    def __init__(self, config: pytest.Config):
        self.config = config

    def _not_run(self) -> int:
        reporter = self.config.pluginmanager.get_plugin("terminalreporter")
        return sum(len(reporter.stats.get(outcome, ())) for outcome in NOT_RUN) if reporter else 0

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session):
        if self._not_run() and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter):
        if count := self._not_run():
            terminalreporter.write_line(f"{count} skipped or expected to fail: not allowed", red=True)

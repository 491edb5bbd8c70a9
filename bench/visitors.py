"""People who read other pages while something heavy goes on."""

from collections import defaultdict
from statistics import median
from threading import Event, Thread

from bench.site import Site

_EVERY = 0.5  # seconds


class Visitors:
    """One for each address, who asks for it twice a second; `phase` names what is going on meanwhile."""

    def __init__(self, site: Site, addresses: list[str], cookie: str):
        self.phase = ""
        self.seconds: dict[tuple[str, str], list[float]] = defaultdict(list)  # by phase and address
        self.failures: list[str] = []
        self._site, self._addresses, self._cookie = site, addresses, cookie
        self._over = Event()
        self._threads = [Thread(target=self._visit, args=(each,), daemon=True) for each in addresses]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *error):
        self._over.set()
        for thread in self._threads:
            thread.join()

    def worst(self) -> float:
        return max(max(each) for each in self.seconds.values())

    def report(self, idle: str) -> None:
        """For each phase and address: number of answers, median, times the idle one's median, worst."""
        for (phase, address), seconds in self.seconds.items():
            ratio = median(seconds) / median(self.seconds[idle, address])
            print(
                f"{phase:>8} {address:<34} {len(seconds):4} answers, median {1000 * median(seconds):5.0f} ms"
                f" ({ratio:.1f}× idle), worst {1000 * max(seconds):5.0f} ms"
            )

    def _visit(self, address):
        while not self._over.wait(_EVERY):
            phase = self.phase
            try:
                status, seconds = self._site.ask(address, self._cookie)
            except OSError as error:
                self.failures.append(f"{phase} {address}: {error}")
                continue
            self.seconds[phase, address].append(seconds)
            if status != 200:
                self.failures.append(f"{phase} {address}: {status}")

"""What the pages of activities cost residents' server when the years have filled it.

    .venv/bin/python bench/visiting.py                              on SQLite
    tools/with_postgres.sh .venv/bin/python bench/visiting.py       on PostgreSQL, too
    .venv/bin/python bench/visiting.py --many 5000                  a smaller office, for a quicker answer
    .venv/bin/python bench/visiting.py --profile /activities/       where one page's time goes, at 50,000

The same street, once with 1,000 activities and 10,000 sign-ups, once with 50,000 and 500,000, both spread
over ten years and the next two months; a fifth of the activities are issues of forty series. The list, that
of a community, of this weekend, of free places, a month, a series, and an activity that is nearly full are
asked for many times over, through all middleware; of each the CPU time of the best round counts, that of the
database's server included. Exits with 1 unless the list's first page and an activity take twice the time of
the small office at most, and no page twelve queries or more.
"""

import argparse
import cProfile
import json
import os
import pstats
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"

import django  # noqa: E402 (the path and the settings come first)
from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench.answering import in_process  # noqa: E402
from bench.clock import timed  # noqa: E402
from bench.databases import Postgres, Sqlite  # noqa: E402

FEW, MANY, SIGNUPS, SERIES = 1_000, 50_000, 10, 40
YEARS, AHEAD = 10, 60  # days to come
MOST_TIMES, LEAST_TOO_MANY = 2.0, 12
BOUND = ("list", "activity")  # for these the ratio is a promise
REQUESTS = 20  # a round


def fill(activities: int) -> None:
    from bench import office  # models can be imported only after django.setup()
    from events.models import Activity, ActivityPhoto, Signup

    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("migrate", interactive=False, verbosity=0)
    _, communities = office._tree()
    begin = timezone.now() - timedelta(days=365 * YEARS)
    step = timedelta(days=365 * YEARS + AHEAD) / activities
    for first in range(0, activities, 5_000):
        span = range(first, min(first + 5_000, activities))
        made = Activity.objects.bulk_create(
            _activity(n, begin + n * step, communities[n * 7 % len(communities)]) for n in span
        )
        ActivityPhoto.objects.bulk_create(_photo(each) for each in made[::3])
        Signup.objects.bulk_create((_signup(each, n) for each in made for n in range(SIGNUPS)), 5_000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _activity(n, starts_at, community):
    from events.enums import ActivityKind, ActivityStatus
    from events.models import Activity

    is_past = starts_at < timezone.now()
    return Activity(
        title=f"第{n}场测量活动",
        organization=community,
        kind=ActivityKind.values[n % len(ActivityKind)],
        status=ActivityStatus.CLOSED if is_past else ActivityStatus.PUBLISHED,
        review="published",
        published_at=starts_at - timedelta(days=20),
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
        place="党群服务中心",
        series=f"V{n // 5 % SERIES}" if n % 5 == 0 else "",
        capacity=SIGNUPS + n % 3,
        takes_signups=True,
        attendance=SIGNUPS if is_past else None,
        body="欢迎居民参加。" * 20,
        is_public=True,
    )


def _photo(activity):
    from events.models import ActivityPhoto

    return ActivityPhoto(activity=activity, image="p.jpg", small="s.jpg", width=1600, height=1200)


def _signup(activity, n):
    from events.models import Signup

    number = activity.pk * SIGNUPS + n
    return Signup(
        activity=activity,
        contact_name="测量居民",
        contact_phone=f"138{number % 10**8:08}",
        status="confirmed",
        origin="desk",
        code=f"B{number:08}",
        queued_at=activity.starts_at - timedelta(days=3),
    )


def addresses() -> dict[str, str]:
    from events.models import Activity
    from lib.days import today
    from orgs.models import Organization

    community = Organization.objects.communities().first()
    coming = Activity.objects.upcoming().first()
    return {
        "list": "/activities/",
        "activity": coming.get_absolute_url(),
        "past": "/activities/?when=past",
        "page 10": "/activities/?page=10",
        "community": f"/activities/?community={community.pk}",
        "weekend": "/activities/?when=weekend",
        "free": "/activities/?free=1",
        "year": f"/activities/?year={today().year - 3}",
        "month": "/activities/month/",
        "series": reverse("events:series_detail", args=["V1"]),
        "feed": "/activities/feed/",
    }


def measure(rounds: int) -> dict[str, tuple[float, float, int]]:
    """{page: (CPU ms, wall ms, queries)}"""
    found = {}
    for name, address in addresses().items():
        queries = in_process(address)
        times = [timed(lambda a=address: [in_process(a) for _ in range(REQUESTS)]) for _ in range(rounds)]
        cpu, wall = (min(each[clock] for each in times) * 1_000 / REQUESTS for clock in ("cpu", "wall"))
        found[name] = cpu, wall, queries
    return found


def report(vendor: str, size: int, few: dict, many: dict) -> bool:
    """The table; have the bounds been held?"""
    print(f"\n{size} activities, {size * SIGNUPS} sign-ups on {vendor}, beside {FEW} and {FEW * SIGNUPS}")
    print(f"{'CPU ms':>7} {'of few':>7} {'ratio':>6} {'wall ms':>8} {'queries':>7}  page")
    held = True
    for name, (cpu, wall, queries) in many.items():
        ratio = cpu / few[name][0]
        bad = queries >= LEAST_TOO_MANY or (name in BOUND and ratio > MOST_TIMES)
        held &= not bad
        line = f"{cpu:7.1f} {few[name][0]:7.1f} {ratio:6.2f} {wall:8.1f} {queries:7}  {name}"
        print(line + " !" * bad, flush=True)
    return held


def here(options: argparse.Namespace) -> None:
    """In a process of its own: settings name one database."""
    fill(options.here)
    if options.profile:
        profiler = cProfile.Profile()
        in_process(options.profile)
        profiler.runcall(lambda: [in_process(options.profile) for _ in range(REQUESTS)])
        pstats.Stats(profiler).strip_dirs().sort_stats("cumulative").print_stats(40)
    else:
        Path(os.environ["BENCH_FOUND"]).write_text(json.dumps(measure(options.rounds)))


def of_size(database, activities: int, arguments: list[str]) -> dict:
    name = f"visiting_{activities}"
    found = settings.SCRATCH / f"{name}.json"
    database.create(name)
    print(f"{database.name}: filling an office with {activities} activities …", flush=True)
    try:
        environment = os.environ | {"BENCH_DATABASE": database.address(name), "BENCH_FOUND": str(found)}
        command = [sys.executable, __file__, "--here", str(activities), *arguments]
        subprocess.run(command, cwd=ROOT, env=environment, check=True)
    finally:
        database.drop(name)
    return json.loads(found.read_text()) if found.exists() else {}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--many", type=int, default=MANY, help="activities of the large office")
    parser.add_argument("--profile", metavar="ADDRESS", help="profile one page, and nothing else")
    parser.add_argument("--here", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    django.setup()
    if options.here:
        here(options)
        return 0
    databases = [Sqlite(settings.SCRATCH)]
    if address := os.environ.get("BENCH_POSTGRES"):
        databases.append(Postgres(address))
    held = True
    try:
        for database in databases:
            few = {} if options.profile else of_size(database, FEW, sys.argv[1:])
            many = of_size(database, options.many, sys.argv[1:])
            held &= not many or report(database.name, options.many, few, many)
    finally:
        shutil.rmtree(settings.SCRATCH)
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())

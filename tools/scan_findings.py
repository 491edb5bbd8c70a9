"""What the scanners of `make scan` found, in words; exits with 1 when that is anything.

    scan_findings.py SITE FOLDER VISITOR…

A scanner that tried nothing, or whose session ended meanwhile, has found nothing either: that is told, too.
"""

import csv
import json
import re
import ssl
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.request import Request, urlopen

_TRIED = "testing for SQL injection on"


def read(folder: Path, visitor: str, kind: str) -> str:
    return (folder / f"{visitor}.{kind}").read_text(encoding="utf-8")


def of_sqlmap(folder: Path, visitor: str) -> Iterator[str]:
    tried = read(folder, visitor, "sqlmap").count(_TRIED)
    print(f"  sqlmap as {visitor}: {tried} parameters tried")
    if not tried:
        yield f"sqlmap tried nothing as {visitor}"
    results = folder / f"{visitor}.csv"  # not there when sqlmap stopped early
    rows = csv.DictReader(results.read_text(encoding="utf-8").splitlines()) if results.exists() else []
    for row in rows:
        # What sqlmap itself took back stands there with a note.
        if row["Parameter"] and "false positive" not in row["Note(s)"]:
            yield f"sqlmap as {visitor}: {row['Target URL']} {row['Place']} {row['Parameter']}"


def of_wapiti(folder: Path, visitor: str) -> Iterator[str]:
    report = folder / f"{visitor}.json"
    if not report.exists():
        yield f"wapiti left no report as {visitor}"
        return
    told = json.loads(report.read_text(encoding="utf-8"))
    pages = told["infos"]["crawled_pages_nbr"]
    print(f"  wapiti as {visitor}: {pages} pages and forms attacked")
    # A form that asks a signed-in visitor for a name is the door's.
    if read(folder, visitor, "cookie") and "username=" in read(folder, visitor, "wapiti"):
        yield f"wapiti was not signed in as {visitor}"
    if pages < 10:
        yield f"wapiti saw almost nothing as {visitor}"
    for kind, found in (told["vulnerabilities"] | told["anomalies"]).items():
        for each in found:
            where = f"{each['method']} {each['path']} {each['parameter'] or ''}"
            yield f"wapiti as {visitor}: {kind}: {where}: {each['info']}"


def of_session(site: str, folder: Path, visitor: str) -> Iterator[str]:
    cookie = read(folder, visitor, "cookie")
    if not cookie:
        return
    context = ssl.create_default_context(cafile=str(folder / "cert.pem"))
    context.check_hostname = False
    # The address is the scan's own.
    request = Request(f"{site}admin/", headers={"Cookie": cookie})
    with urlopen(request, context=context) as answer:  # nosec B310
        if "/admin/login/" in answer.url:
            yield f"the session of {visitor} ended before the scan did"


def of_server(folder: Path) -> Iterator[str]:
    log = (folder / "server.log").read_text(encoding="utf-8", errors="replace")
    yield from re.findall(r"Internal Server Error: .*", log)
    heard = folder / "heard.log"
    yield from heard.read_text(encoding="utf-8").splitlines() if heard.exists() else []


def main() -> None:
    site, folder, visitors = sys.argv[1], Path(sys.argv[2]), sys.argv[3:]
    found = list(of_server(folder))
    for visitor in visitors:
        found += of_sqlmap(folder, visitor)
        found += of_wapiti(folder, visitor)
        found += of_session(site, folder, visitor)
    print("\n".join(f"  {each}" for each in dict.fromkeys(found)) or "  nothing")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()

"""Promises R2, R9 and R32: how much a page makes a phone fetch, from where, and what it does by itself."""

from urllib.parse import urlsplit

import pytest

from tests.browser import office

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.first_engine]

# Slow 4G as browsers' tools throttle it: 1.6 Mbit/s, 150 ms there and back.
BYTES_A_SECOND, ROUND_TRIP = 200_000, 0.15
# To open the connection (name, TCP, TLS): 4. The page, then what it asks for: one each, all at once. A line
# grows into its width in about as many again.
ROUND_TRIPS = 4 + 2 + 4
WITHIN = 3  # seconds
BY_ITSELF = """() => [
  ...document.querySelectorAll("dialog[open], [role=dialog], [role=alertdialog], [popover], [autoplay],"
    + " audio, marquee, meta[http-equiv=refresh], iframe, object, embed"),
  ...document.getAnimations()].map(e => e.outerHTML ?? "animation")"""


@pytest.fixture
def pages():
    office.load()
    return office.public_pages()


@pytest.mark.parametrize(
    "name", ["home", "activities", "activity", "activity_photos", "agreements", "agreement"]
)
def test_page_is_there_within_three_seconds_on_slow_4g(new_page, pages, name):
    """Promise R2: counted, not timed: what is fetched until the page has loaded, uncompressed."""
    page = new_page(viewport={"width": 390, "height": 844})
    fetched = []
    page.on("request", lambda request: fetched.append(request))
    page.goto(pages[name], wait_until="load")
    fetched = [request.sizes() for request in fetched if request.response()]
    bytes_in = sum(each["responseBodySize"] + each["responseHeadersSize"] for each in fetched)
    seconds = bytes_in / BYTES_A_SECOND + ROUND_TRIPS * ROUND_TRIP
    assert len(fetched) >= 2  # the page and its style sheet at least
    assert seconds < WITHIN, f"{bytes_in} bytes in {len(fetched)} requests: {seconds:.1f} s"


def test_nothing_moves_by_itself_and_nothing_comes_from_elsewhere(desktop, live_server, pages):
    """Promise R9: no pop-ups, no autoplay; promise R32: no request to another host."""
    opened, hosts, found = [], set(), {}
    desktop.on("popup", lambda popup: opened.append(popup.url))
    desktop.on("dialog", lambda dialog: (opened.append(dialog.message), dialog.dismiss()))
    desktop.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    for name, address in pages.items():
        desktop.goto(address)
        if moving := desktop.evaluate(BY_ITSELF):
            found[name] = moving
    assert found == {}
    assert opened == []
    assert hosts == {urlsplit(live_server.url).netloc}

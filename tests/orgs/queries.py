"""How many queries an address takes."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

MOST = 12


def queries(client: Client, address: str) -> int:
    """Fails unless the page is there. Content types are not counted: a process looks each up once."""
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    assert response.status_code == 200, address
    return sum("django_content_type" not in query["sql"] for query in captured)

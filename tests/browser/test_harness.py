"""That the browser tests would notice what they are there to notice."""

import pytest

pytestmark = pytest.mark.first_engine

PAGE = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>页</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head>
<body><main><h1>页</h1>{}</main></body></html>"""


@pytest.fixture
def visit(live_server):
    """Callable (page, body): shows a page with this body under the live server's address and a strict CSP."""

    def visit(page, body: str):
        page.route(
            "**/harness/",
            lambda route: route.fulfill(
                body=PAGE.format(body),
                headers={
                    "Content-Type": "text/html; charset=utf-8",
                    "Content-Security-Policy": "default-src 'self'; img-src *",
                },
            ),
        )
        page.goto("/harness/")
        page.wait_for_load_state("networkidle")

    return visit


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        ('<p style="color: red">红</p>', "Content Security Policy"),
        ("<script>document.title = '改'</script>", "Content Security Policy"),
        ('<img alt="" src="http://elsewhere.invalid/a.png">', "request to another host"),
    ],
)
def test_breach_is_noticed(desktop, watch, visit, body, complaint):
    visit(desktop, body)
    assert any(complaint in noticed for noticed in watch.unforgiven())
    watch.forgive(".*")


def test_clean_page_is_silent(phone, watch, visit):
    visit(phone, "<p>好</p>")
    assert watch.complaints == []
    assert phone.evaluate("() => [innerWidth, navigator.language, 'ontouchstart' in window]") == [
        390,
        "zh-CN",
        True,
    ]


def test_axe_sees_through_a_strict_policy(desktop, axe, visit):
    visit(desktop, '<svg role="img" width="9" height="9"></svg>')
    assert [violation.split(":")[0] for violation in axe(desktop)] == ["svg-img-alt"]


@pytest.mark.parametrize(("java_script_enabled", "expected"), [(True, "改"), (False, "原文")])
def test_page_without_scripts_can_be_opened(new_page, visit, java_script_enabled, expected):
    page = new_page(java_script_enabled=java_script_enabled)
    script = "document.querySelector('p').textContent = '改'"
    page.route("**/harness/a.js", lambda route: route.fulfill(body=script, content_type="text/javascript"))
    visit(page, "<p>原文</p><script src='a.js'></script>")
    assert page.locator("p").text_content() == expected


def test_html_errors_name_their_page(html_errors):
    found = html_errors({"good": PAGE.format("<p>好</p>"), "bad": PAGE.format("<p><ul></ul></p>")})
    assert found
    assert all(error.startswith("bad:") for error in found)

"""Promise R6: articles are read aloud where the browser has a Chinese voice; elsewhere nothing is offered."""

import pytest

from tests.events.factories import ActivityFactory
from tests.partnerships.factories import AgreementFactory, ProjectFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.first_engine]

# A browser whose voices are told a little after the page has loaded, and which speaks at once.
VOICES = """
window.said = [];
const voices = { list: [], pending: [], speak(utterance) {
    window.said.push(utterance.text);
    if (window.said.length < 3) setTimeout(() => utterance.onend(), 0);
  }, cancel() { window.stopped = true; }, getVoices() { return this.list; },
  addEventListener(name, act) { setTimeout(() => { this.list = [{ lang: LANG }]; act(); }, 50); } };
Object.defineProperty(window, "speechSynthesis", { value: voices, configurable: true });
window.SpeechSynthesisUtterance = function (text) { this.text = text; };
"""


@pytest.mark.parametrize("make", [ActivityFactory, AgreementFactory, ProjectFactory])
def test_page_is_read_sentence_by_sentence_until_it_is_stopped(phone, make):
    """Promise R6."""
    record = make()
    phone.add_init_script(VOICES.replace("LANG", "'zh_CN'"))
    phone.goto(record.get_absolute_url())
    phone.get_by_role("button", name="朗读本页").click()
    phone.wait_for_function("() => window.said.length === 3")
    assert phone.evaluate("() => window.said[0]") == record.title
    assert "首页" not in phone.evaluate("() => window.said")
    phone.get_by_role("button", name="停止朗读").click()
    assert phone.evaluate("() => window.stopped")
    assert phone.get_by_role("button", name="朗读本页").is_visible()


WITHOUT = 'Object.defineProperty(window, "speechSynthesis", { value: undefined });'


@pytest.mark.parametrize("script", [VOICES.replace("LANG", "'en-US'"), WITHOUT])
def test_nothing_is_offered_without_a_chinese_voice(phone, script):
    """Promise R6."""
    phone.add_init_script(script)
    phone.goto(ActivityFactory().get_absolute_url())
    phone.wait_for_function("() => !window.speechSynthesis || window.speechSynthesis.getVoices().length")
    assert phone.locator("[data-read-aloud]").count() == 1
    assert not phone.locator("[data-read-aloud]").is_visible()


def test_nothing_is_offered_without_javascript(new_page):
    """Promise R6."""
    page = new_page(java_script_enabled=False)
    page.goto(ActivityFactory().get_absolute_url())
    assert not page.locator("[data-read-aloud]").is_visible()

// Reads the page's main part aloud: an element with data-read-aloud holds the button, hidden until the browser is
// known to have a Chinese voice. A second press stops it; so does leaving the page.

(() => {
  "use strict";

  const holder = document.querySelector("[data-read-aloud]");
  const voices = window.speechSynthesis;
  if (!holder || !voices || !window.SpeechSynthesisUtterance) return;

  const button = holder.querySelector("button");
  const START = button.textContent;
  const STOP = "停止朗读";
  const LANGUAGE = "zh-CN";
  const CHINESE = /^(zh|cmn)\b/i;
  const SPOKEN = "h1, h2, h3, p, li, dt, dd, figcaption";
  const SILENT = "nav, form, button, [hidden], [aria-hidden='true'], [data-read-aloud], .aside__links, .card__date";
  // Some browsers fall silent in the middle of a long text: it is given to them sentence by sentence.
  const SENTENCE = /[^。！？；\n]+[。！？；\n]?/g;
  let isReading = false;

  const voice = () => voices.getVoices().find(({ lang }) => CHINESE.test(lang.replace("_", "-")));

  const offer = () => {
    holder.hidden = !voice();
  };

  const sentences = () =>
    [...document.querySelectorAll("main :is(" + SPOKEN + ")")]
      .filter((part) => part.checkVisibility() && !part.closest(SILENT) && !part.querySelector(SPOKEN))
      .flatMap((part) => part.innerText.match(SENTENCE) ?? [])
      .map((text) => text.trim())
      .filter(Boolean);

  const stop = () => {
    isReading = false;
    button.textContent = START;
    voices.cancel();
  };

  const read = ([first, ...rest]) => {
    if (!isReading) return;
    if (!first) return stop();
    const utterance = new SpeechSynthesisUtterance(first);
    utterance.lang = LANGUAGE;
    utterance.voice = voice();
    utterance.onend = () => read(rest);
    utterance.onerror = stop;
    voices.speak(utterance);
  };

  button.addEventListener("click", () => {
    if (isReading) return stop();
    isReading = true;
    button.textContent = STOP;
    read(sentences());
  });
  window.addEventListener("pagehide", stop);
  // They are often told a little later than the page is there.
  voices.addEventListener?.("voiceschanged", offer);
  offer();
})();

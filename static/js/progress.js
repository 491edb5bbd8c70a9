// Follows the work that an element with data-progress="address" tells of, and shows the page anew once the
// work has ended. Without this script the page refreshes itself.

(() => {
  "use strict";

  const element = document.querySelector("[data-progress]");
  if (!element) return;

  const SECOND = 1000;
  const bar = element.querySelector("progress");
  const words = element.querySelector("[data-progress-words]");
  const { progress: address, state, stalled } = element.dataset;

  const show = ({ done, total }) => {
    if (!total) return;
    bar.max = total;
    bar.value = done;
    if (words) words.textContent = `已检查${done.toLocaleString("zh-CN")}行，共${total.toLocaleString("zh-CN")}行`;
  };

  const follow = async () => {
    try {
      const response = await fetch(address, { headers: { Accept: "application/json" } });
      // Signed out, or thrown away meanwhile: the page itself says so.
      if (response.redirected || response.status === 404 || response.status === 403) return location.reload();
      const now = await response.json();
      if (now.state !== state || String(now.stalled) !== stalled) return location.reload();
      show(now);
    } catch {
      // The server is being restarted: the next second may find it.
    }
    setTimeout(follow, SECOND);
  };

  setTimeout(follow, SECOND);
})();

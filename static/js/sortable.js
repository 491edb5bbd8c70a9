// Rows of [data-sortable] are dragged by their handles, with a mouse, a pen or a finger; whatever is numbered in
// them ([data-sortable-number]) is numbered anew. Without this script the numbers are typed.

(() => {
  "use strict";

  const EDGE = 80; // pixels from the window's edge in which it scrolls
  const SPEED = 12;

  const rowsOf = (list) => [...list.querySelectorAll("[data-sortable-row]")];

  const renumber = (list) => {
    rowsOf(list).forEach((row, place) => {
      row.querySelector("[data-sortable-number]").value = place + 1;
    });
  };

  // Before which row the dragged one belongs at that height; null: behind the last.
  const follower = (list, dragged, height) =>
    rowsOf(list).find((row) => {
      const { top, height: tall } = row.getBoundingClientRect();
      return row !== dragged && height < top + tall / 2;
    }) ?? null;

  const scroll = (height) => {
    if (height < EDGE) window.scrollBy(0, -SPEED);
    if (height > window.innerHeight - EDGE) window.scrollBy(0, SPEED);
  };

  const drag = (list, handle) => {
    const row = handle.closest("[data-sortable-row]");

    const move = (event) => {
      scroll(event.clientY);
      const next = follower(list, row, event.clientY);
      if (next !== row.nextElementSibling && next !== row) {
        list.insertBefore(row, next);
        // A moved element loses the pointer.
        handle.setPointerCapture(event.pointerId);
      }
    };

    const stop = () => {
      handle.removeEventListener("pointermove", move);
      delete row.dataset.dragged;
      renumber(list);
    };

    handle.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      handle.setPointerCapture(event.pointerId);
      row.dataset.dragged = "";
      handle.addEventListener("pointermove", move);
      handle.addEventListener("pointerup", stop, { once: true });
      handle.addEventListener("pointercancel", stop, { once: true });
    });

    // The keyboard's way of dragging.
    handle.addEventListener("keydown", (event) => {
      const step = { ArrowUp: row.previousElementSibling, ArrowDown: row.nextElementSibling }[event.key];
      if (!step) return;
      event.preventDefault();
      if (event.key === "ArrowUp") step.before(row);
      else step.after(row);
      renumber(list);
      handle.focus();
    });
  };

  for (const list of document.querySelectorAll("[data-sortable]")) {
    for (const handle of list.querySelectorAll("[data-sortable-handle]")) {
      handle.hidden = false;
      drag(list, handle);
    }
  }
})();

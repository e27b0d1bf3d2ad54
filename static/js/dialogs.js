// Dialogs: what is swapped into one opens it, [data-opens] opens the one it names,
// [data-close] and a press beside it close it. Whoever closes one is where they were.
(() => {
  "use strict";
  const show = (dialog) => {
    if (!dialog.open) dialog.showModal();
    // Toasts move into it; see toasts.js.
    dispatchEvent(new Event("regulars:opened"));
  };

  addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
    const dialog = ctx.target;
    if (dialog?.matches?.("dialog") && dialog.firstElementChild) show(dialog);
  });
  // What was asked about one thing must not be seen when asking about the next.
  document.getElementById("dialog")?.addEventListener("close", ({ target }) => {
    target.replaceChildren();
  });

  const isBeside = (dialog, { clientX, clientY }) => {
    const { left, right, top, bottom } = dialog.getBoundingClientRect();
    return clientX < left || clientX > right || clientY < top || clientY > bottom;
  };
  addEventListener("click", (event) => {
    const { target } = event;
    const opener = target.closest("[data-opens]");
    if (opener) show(document.getElementById(opener.dataset.opens));
    const dialog = target.closest("dialog[open]");
    if (!dialog) return;
    const closer = target.closest("[data-close]");
    if (closer) event.preventDefault();
    // A press by key has no place, and the second of two may be meant for what is below.
    if (closer || (target === dialog && event.detail === 1 && isBeside(dialog, event)))
      dialog.close();
  });
})();

// Toasts: they leave by themselves, say failures that brought no words, and stay within
// reach while a dialog is open.
(() => {
  "use strict";
  const toasts = document.getElementById("toasts");
  if (!toasts) return;

  // One that says "done" leaves by itself, later where it offers Undo, and never while
  // someone points at it or stands in it. A refusal stays until dismissed.
  const leave = (toast) =>
    setTimeout(
      () => (toast.matches(":hover, :focus-within") ? leave(toast) : toast.remove()),
      toast.querySelector("form") ? 20000 : 6000,
    );
  // What asks again and again would be refused again and again: that is said once.
  const isSaid = (toast) =>
    [...toasts.children].some(
      (other) => other !== toast && other.textContent === toast.textContent,
    );
  const arm = (toast) => {
    if (toast.dataset?.kind === "done") leave(toast);
    else if (toast.dataset && isSaid(toast)) toast.remove();
  };
  const say = (name) =>
    toasts.append(document.getElementById(name).content.cloneNode(true));

  new MutationObserver((changes) =>
    changes.forEach((change) => change.addedNodes.forEach(arm)),
  ).observe(toasts, { childList: true });
  // Put in again, so that a screen reader hears what came with the page.
  toasts.append(...toasts.children);

  addEventListener("click", ({ target }) =>
    target.closest("[data-dismiss]")?.closest(".toast").remove(),
  );

  // Errors bring their own toast as a part; without one (no network, a proxy's page)
  // the words come from the layout. Statuses a form swaps itself are left to it.
  addEventListener("htmx:response:error", ({ detail: { ctx } }) => {
    const own = ctx.sourceElement.hasAttribute?.(`hx-status:${ctx.response.status}`);
    if (!own && !ctx.text.includes("<hx-partial")) say("toast-failed");
  });
  addEventListener("htmx:error", ({ detail: { ctx } }) =>
    say(ctx?.request.method === "GET" ? "toast-unread" : "toast-unreachable"),
  );

  // A modal dialog makes the rest of the page inert: the toasts move into the topmost
  // one, out of it before its inside is swapped, and back at the end.
  const settle = () => {
    const home = [...document.querySelectorAll("dialog:modal")].at(-1) ?? document.body;
    if (toasts.parentNode !== home) home.append(toasts);
  };
  addEventListener("htmx:before:swap", ({ detail: { ctx } }) => {
    const into = ctx?.target;
    if (into !== toasts && into?.contains?.(toasts)) document.body.append(toasts);
  });
  addEventListener("htmx:after:swap", settle);
  addEventListener("regulars:opened", settle);
  addEventListener("close", settle, true);
})();

// What HTML, CSS and htmx cannot do alone: take toasts away, say that a request failed,
// open what was swapped into the dialog, copy a link, and stop a second press.
// Pages work without this file; it reads attributes and knows no page.
(() => {
  "use strict";
  const toasts = document.getElementById("toasts");
  const dialog = document.getElementById("dialog");

  // A toast that says "done" leaves by itself, later where it offers Undo, and never
  // while someone points at it or stands in it. A refusal stays until dismissed.
  const leave = (toast) =>
    setTimeout(
      () => (toast.matches(":hover, :focus-within") ? leave(toast) : toast.remove()),
      toast.querySelector("form") ? 20000 : 6000,
    );
  const arm = (toast) => toast.dataset?.kind === "done" && leave(toast);
  const say = (name) =>
    toasts.append(document.getElementById(name).content.cloneNode(true));

  if (toasts) {
    new MutationObserver((changes) =>
      changes.forEach((change) => change.addedNodes.forEach(arm)),
    ).observe(toasts, { childList: true });
    // Put in again, so that a screen reader hears what came with the page.
    toasts.append(...toasts.children);
  }

  // Errors bring their own toast as a part; without one (no network, a proxy's page)
  // the words come from the layout. Statuses a form swaps itself are left to it.
  addEventListener("htmx:response:error", ({ detail: { ctx } }) => {
    const own = ctx.sourceElement.hasAttribute(`hx-status:${ctx.response.status}`);
    if (!own && !ctx.text.includes("<hx-partial")) say("toast-failed");
  });
  addEventListener("htmx:error", () => say("toast-unreachable"));

  const busy = (ctx, state) => ctx.target?.setAttribute?.("aria-busy", state);
  addEventListener("htmx:before:request", ({ detail }) => busy(detail.ctx, "true"));
  addEventListener("htmx:finally:request", ({ detail }) => busy(detail.ctx, "false"));

  // A modal dialog makes the rest of the page inert, so the toasts move in with it.
  addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
    if (!dialog || ctx.target !== dialog || dialog.open) return;
    if (!dialog.firstElementChild) return;
    dialog.showModal();
    dialog.append(toasts);
  });
  dialog?.addEventListener("close", () => {
    document.body.append(toasts);
    dialog.replaceChildren();
  });

  // The server cannot know for sure under which address it was found; the browser does.
  document.querySelectorAll("[data-path]").forEach((field) => {
    field.value = new URL(field.value, location.href).href;
  });

  const copy = async (button) => {
    const field = document.getElementById(button.dataset.copy);
    field.select();
    // The clipboard exists under https only; the old command serves plain http.
    if (navigator.clipboard) await navigator.clipboard.writeText(field.value);
    else document.execCommand("copy");
    button.lastElementChild.textContent = button.dataset.copied;
  };

  addEventListener("click", (event) => {
    const button = event.target.closest("[data-dismiss], [data-close], [data-copy]");
    if (!button) return;
    if ("copy" in button.dataset) copy(button);
    else if ("dismiss" in button.dataset) button.closest(".toast").remove();
    else if (dialog?.open) {
      event.preventDefault();
      dialog.close();
    }
  });

  // The server answers a repeated press only once; this spares people the doubt.
  const pressable = (form, state) => {
    form.querySelectorAll("button").forEach((button) => (button.disabled = !state));
    form.setAttribute("aria-busy", String(!state));
  };
  addEventListener("submit", ({ target, defaultPrevented }) => {
    if (defaultPrevented || target.method !== "post") return;
    // After this turn: a disabled button would not send its own name and value.
    setTimeout(() => pressable(target, false));
    setTimeout(() => pressable(target, true), 10000);
  });
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) document.querySelectorAll("form[aria-busy]").forEach((form) => pressable(form, true));
  });
})();

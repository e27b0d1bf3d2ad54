// Forms and fields: say that something is under way, stop a second press, copy a link.
(() => {
  "use strict";
  const busy = (ctx, state) => ctx.target?.setAttribute?.("aria-busy", state);
  addEventListener("htmx:before:request", ({ detail }) => busy(detail.ctx, "true"));
  addEventListener("htmx:finally:request", ({ detail }) => busy(detail.ctx, "false"));

  // The server cannot know for sure under which address it was found; the browser does.
  document.querySelectorAll("[data-path]").forEach((field) => {
    field.value = new URL(field.value, location.href).href;
  });

  addEventListener("click", async ({ target }) => {
    const button = target.closest("[data-copy]");
    if (!button) return;
    const field = document.getElementById(button.dataset.copy);
    field.select();
    // The clipboard exists under https only; the old command serves plain http.
    if (navigator.clipboard) await navigator.clipboard.writeText(field.value);
    else document.execCommand("copy");
    button.lastElementChild.textContent = button.dataset.copied;
  });

  // The server answers a repeated press only once; this spares people the doubt.
  const pressable = (form, state) => {
    form.querySelectorAll("button").forEach((button) => (button.disabled = !state));
    form.setAttribute("aria-busy", String(!state));
  };
  addEventListener("submit", ({ target, defaultPrevented }) => {
    // A form that answers with a file leaves its page as it is.
    const stays = "download" in target.dataset;
    if (defaultPrevented || target.method !== "post" || stays) return;
    // After this turn: a disabled button would not send its own name and value.
    setTimeout(() => pressable(target, false));
    setTimeout(() => pressable(target, true), 10000);
  });
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted)
      document
        .querySelectorAll("form[aria-busy]")
        .forEach((form) => pressable(form, true));
  });

  // A search keeps its address short: what is empty is not said.
  addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
    const { body, method } = ctx.request;
    if (method !== "GET" || !body) return;
    for (const [name, value] of [...body]) if (value === "") body.delete(name, value);
  });
})();

// The drawer: a plain press on a row shows its customer beside the list, under an
// address of its own (`open=`), so that Back, Forward and a reload do what they say.
(() => {
  "use strict";
  const drawer = document.getElementById("drawer");
  if (!drawer) return;
  const inside = document.getElementById("drawer-inside");
  const wanted = (href = location.href) => new URL(href).searchParams.get("open");
  const withOpen = (id) => {
    const url = new URL(location.href);
    if (id) url.searchParams.set("open", id);
    else url.searchParams.delete("open");
    return url.href;
  };
  // Of which list the rows are, whatever is open in it.
  let list = withOpen(null);
  let shown = null;
  const path = (id) => `/customers/${encodeURIComponent(id)}/drawer`;
  // On a slow line another customer may be open by the time an answer is there.
  const isWanted = (ctx) =>
    ctx?.target === inside && ctx.request.action.endsWith(path(shown));
  const leave = (id) => {
    const row = document.getElementById(`customer-${id}`);
    (row ?? document.getElementById("results"))?.focus({ preventScroll: true });
  };

  const show = (id) => {
    shown = id;
    inside.replaceChildren();
    drawer.showModal();
    dispatchEvent(new Event("regulars:opened"));
    htmx.ajax("GET", path(id), {
      source: inside,
      target: inside,
      swap: "innerHTML",
    });
  };
  // Where the address says something else than the page shows, the page follows.
  const follow = () => {
    const id = wanted();
    if (id === shown) return;
    if (drawer.open) drawer.close();
    if (id) show(id);
  };

  addEventListener("click", (event) => {
    const row = event.target.closest("[data-drawer]");
    const isPlain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    if (!row || !isPlain || event.button !== 0) return;
    event.preventDefault();
    const id = row.id.replace("customer-", "");
    history.pushState({ htmx: true, drawer: true }, "", withOpen(id));
    show(id);
  });

  drawer.addEventListener("close", () => {
    if (drawer.open) return;
    const id = shown;
    shown = null;
    inside.dispatchEvent(new Event("htmx:abort"));
    inside.replaceChildren();
    leave(id);
    if (!wanted()) return;
    // Opened from the list: closing is going back to it. Opened by its address: not.
    if (history.state?.drawer) history.back();
    else history.replaceState(history.state, "", withOpen(null));
  });
  addEventListener("htmx:before:swap", (event) => {
    const { ctx } = event.detail;
    if (ctx?.target === inside && !isWanted(ctx)) event.preventDefault();
  });
  addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
    if (ctx.target !== inside || !drawer.open) return;
    if (!inside.contains(document.activeElement))
      inside.querySelector("[data-close]")?.focus();
  });
  const giveUp = ({ detail: { ctx } }) => {
    if (isWanted(ctx) && !inside.firstElementChild) drawer.close();
  };
  addEventListener("htmx:response:error", giveUp);
  addEventListener("htmx:error", giveUp);

  // htmx loads the page anew on Back; where only the drawer differs there is no need.
  // It does so inside a navigation, whose end would take the focus away once more.
  window.navigation?.addEventListener("navigate", (event) => {
    if (event.navigationType === "traverse" && event.canIntercept)
      event.intercept({ focusReset: "manual" });
  });
  addEventListener("popstate", () => {
    if (withOpen(null) === list) follow();
  });
  addEventListener("htmx:before:history:restore", (event) => {
    if (withOpen(null) === list) event.preventDefault();
  });
  addEventListener("htmx:after:history:update", () => (list = withOpen(null)));

  if (wanted()) show(wanted());
})();

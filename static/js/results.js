// The list: what was swapped in is said, the form around it follows links and Back, and
// the focus stays on the list.
(() => {
  "use strict";
  const form = document.getElementById("list-form");
  if (!form) return;
  const panel = document.getElementById("filters");

  const countFilters = () => {
    const controls = [...panel.querySelectorAll("select, input")];
    const badge = document.getElementById("filters-count");
    badge.textContent = controls.filter(({ value }) => value).length;
    badge.hidden = badge.textContent === "0";
  };
  // What is searched for comes in the order of the search; the sort waits until then.
  const sort = document.getElementById("sort");
  let kept = sort.disabled ? "" : sort.value;
  const rank = () => {
    const isSearch = form.elements.q.value.trim() !== "";
    if (isSearch === sort.disabled) return;
    if (isSearch) kept = sort.value;
    sort.disabled = isSearch;
    if (isSearch) sort.querySelector("[data-ranked]").selected = true;
    else choose(sort, kept);
  };
  // The option of that value that can be seen: the closest first has none of its own.
  const choose = (control, value) => {
    const options = [...(control.options ?? [])].filter((option) => !option.hidden);
    const option = options.find((each) => each.value === value);
    if (option) option.selected = true;
    else control.value = value;
  };
  const adapt = () => {
    rank();
    countFilters();
  };
  form.addEventListener("input", adapt);

  addEventListener("click", ({ target }) => {
    if (!target.closest("[data-clear]")) return;
    panel.querySelectorAll("select, input").forEach((each) => (each.value = ""));
    form.dispatchEvent(new Event("input", { bubbles: true }));
  });

  // A link (a sort, a chip, a page) changed the address: the form says the same again.
  addEventListener("htmx:after:history:push", () => {
    const said = new URLSearchParams(location.search);
    for (const control of form.elements)
      if (control.name) choose(control, said.get(control.name) ?? "");
    kept = said.get("sort") ?? "";
    if (!sort.disabled) choose(sort, kept);
    adapt();
  });
  addEventListener("htmx:after:history:update", () =>
    document
      .querySelectorAll("[data-follows]")
      .forEach((link) => (link.search = location.search)),
  );

  // Enter after an answer, or before it, asks for nothing new.
  let asked = null;
  const forget = () => (asked = null);
  addEventListener("htmx:config:request", (event) => {
    const { ctx } = event.detail;
    // The link is gone by the time its answer is there.
    ctx.leadsToTop = "top" in ctx.sourceElement.dataset;
    if (ctx.sourceElement !== form) return;
    const query = new URLSearchParams(ctx.request.body).toString();
    if (query === asked && ctx.sourceEvent.type === "submit") event.preventDefault();
    asked = query;
  });
  addEventListener("htmx:error", forget);
  addEventListener("htmx:response:error", forget);
  addEventListener("htmx:after:history:push", forget);

  addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
    const results = document.getElementById("results");
    if (ctx.target?.id !== "results" || !results) return;
    document.getElementById("results-said").textContent = results.dataset.said;
    // Whoever stood on a row or link that is gone stands on the list.
    if (document.activeElement === document.body) results.focus({ preventScroll: true });
    if (ctx.leadsToTop) {
      results.focus({ preventScroll: true });
      scrollTo({ top: 0 });
    }
  });
})();

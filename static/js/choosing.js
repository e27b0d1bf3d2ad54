// Choosing rows: all of the page by one box, how many there are, and nobody again.
(() => {
  "use strict";
  const bulk = document.getElementById("bulk");
  if (!bulk) return;
  const all = document.getElementById("bulk-all");
  const count = document.getElementById("bulk-count");
  const boxes = () => [...document.querySelectorAll("#results input[name=ids]")];

  const tell = () => {
    const every = boxes();
    const chosen = every.filter((box) => box.checked).length;
    const head = document.querySelector("[data-choose-all]");
    if (head) {
      head.checked = chosen > 0 && chosen === every.length;
      head.indeterminate = chosen > 0 && chosen < every.length;
    }
    const { one, more, every: whole } = count.dataset;
    const text = all.control.checked
      ? whole
      : chosen === 1
        ? one
        : more.replace("{count}", chosen);
    if (count.textContent !== text) count.textContent = text;
    bulk.toggleAttribute("data-idle", chosen === 0);
  };
  const choose = (state) => {
    boxes().forEach((box) => (box.checked = state));
    if (!state) all.control.checked = false;
    tell();
  };

  addEventListener("change", ({ target }) => {
    if (target.matches("[data-choose-all]")) choose(target.checked);
    else if (target === all.control && target.checked) choose(true);
    else if (target.matches("[name=ids], [name=all]")) {
      // All of the list are no longer chosen once one of them is not.
      if (target.name === "ids" && !target.checked) all.control.checked = false;
      tell();
    }
  });
  addEventListener("click", ({ target }) => {
    if (!target.closest("[data-choose-none]")) return;
    choose(false);
    document.getElementById("results").focus({ preventScroll: true });
  });
  addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
    if (ctx.target?.id !== "results") return;
    const words = document.getElementById("results").dataset.all;
    all.hidden = !words;
    all.control.checked = false;
    all.lastElementChild.textContent = words;
    tell();
  });
  tell();
})();

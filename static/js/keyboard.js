// Keys: / searches, j k and the arrows walk the rows, n adds, ? lists them all.
// Keys that are a letter or sign can be turned off; it is kept in this browser.
(() => {
  "use strict";
  const OFF = "shortcuts-off";
  const kept = {
    get isOff() {
      try {
        return localStorage.getItem(OFF) === "1";
      } catch {
        return false;
      }
    },
    set isOff(off) {
      try {
        localStorage.setItem(OFF, off ? "1" : "");
      } catch {
        // A browser that keeps nothing has them on.
      }
    },
  };
  const box = document.getElementById("keys-on");
  if (!box) return;
  box.checked = !kept.isOff;
  box.addEventListener("change", () => (kept.isOff = !box.checked));

  const rows = () => [...document.querySelectorAll("#results .row-link")];
  const walk = (step) => {
    const links = rows();
    const here = links.indexOf(document.activeElement);
    const next = links[here < 0 ? (step > 0 ? 0 : -1) : here + step];
    // Above the first row is the search.
    (next ?? (here === 0 && step < 0 ? document.getElementById("q") : null))?.focus();
    return links.length > 0;
  };
  const search = () => {
    const field = document.getElementById("q");
    field?.focus();
    field?.select();
    return Boolean(field);
  };
  const press = (key) => {
    const target = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
    target?.click();
    return Boolean(target);
  };
  const SIGNS = { "/": search, j: () => walk(1), k: () => walk(-1) };
  const isTyping = (target) =>
    target.isContentEditable ||
    target.matches(
      "textarea, select, input:not([type=checkbox], [type=radio], [type=button])",
    );

  const inSearch = (event, field) => {
    if (event.key === "ArrowDown") return walk(1);
    if (event.key !== "Escape" || !field.value) return false;
    field.value = "";
    field.dispatchEvent(new Event("input", { bubbles: true }));
    return true;
  };
  const act = (event) => {
    const { key, target } = event;
    if (target.id === "q") return inSearch(event, target);
    if (isTyping(target) || document.querySelector("dialog:modal")) return false;
    const isRow = target.matches(".row-link");
    if (isRow && key === "ArrowDown") return walk(1);
    if (isRow && key === "ArrowUp") return walk(-1);
    if (kept.isOff) return false;
    return Object.hasOwn(SIGNS, key) ? SIGNS[key]() : key.length === 1 && press(key);
  };
  addEventListener("keydown", (event) => {
    const isChord = event.ctrlKey || event.metaKey || event.altKey || event.isComposing;
    if (!isChord && !event.defaultPrevented && act(event)) event.preventDefault();
  });
})();

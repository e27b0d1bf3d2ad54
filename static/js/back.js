// The way back to the list: as it was left, with its search, filters and page, for the
// person who left it.
(() => {
  "use strict";
  const PATH = "/customers";
  const key = `regulars:list:${document.body.dataset.user}`;
  // Who signs out leaves nothing here, least of all what was searched for.
  let isLeaving = false;
  addEventListener("submit", ({ target }) => {
    isLeaving ||= target.getAttribute("action") === "/logout";
  });
  try {
    if (location.pathname === PATH)
      addEventListener("pagehide", () => {
        if (isLeaving) return;
        const url = new URL(location.href);
        url.searchParams.delete("open");
        sessionStorage.setItem(key, url.pathname + url.search);
      });
    const left = sessionStorage.getItem(key);
    const link = document.querySelector("a[data-back]");
    if (!left || !link) return;
    link.href = left;
    // Straight from the list: going back also finds the place on the page.
    link.addEventListener("click", (event) => {
      const isPlain = !(event.ctrlKey || event.metaKey || event.shiftKey);
      if (!isPlain || document.referrer !== location.origin + left) return;
      event.preventDefault();
      history.back();
    });
  } catch {
    // Nothing may be kept here: then the link leads to the list's beginning.
  }
})();

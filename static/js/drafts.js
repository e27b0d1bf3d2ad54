// Drafts: what is typed into a form marked [data-draft] survives a reload and a detour,
// within the tab, for the person and the business it was typed as. Hidden fields are not
// kept, but for the version that the form was drawn of: it tells what changed meanwhile.
(() => {
  "use strict";
  const KIND = "regulars:draft:";
  const { user } = document.body.dataset;
  let store;
  try {
    store = sessionStorage;
    store.length;
  } catch {
    return;
  }
  const drafts = () => Object.keys(store).filter((key) => key.startsWith(KIND));
  const form = () => document.querySelector("form[data-draft]");
  const keyOf = (of) => `${KIND}${user}:${of.elements.business.value}:${of.dataset.draft}`;
  const read = (key) => {
    try {
      return JSON.parse(store.getItem(key));
    } catch {
      return null;
    }
  };
  const write = (key, draft) => {
    try {
      store.setItem(key, JSON.stringify(draft));
    } catch {
      // Full, or not allowed: then there is no draft.
    }
  };
  const fieldsOf = (of) =>
    [...of.elements].filter((field) => field.name && field.type !== "hidden");
  const here = location.pathname + location.search;

  const keep = (of) => {
    const key = keyOf(of);
    const before = read(key);
    const same = before?.at === here;
    write(key, {
      at: here,
      version: (same && before.version) || of.elements.profile_version?.value,
      fields: fieldsOf(of).map((field) => [field.name, field.value]),
    });
  };
  const mark = (key, sent) => {
    const draft = read(key);
    if (draft) write(key, { ...draft, sent });
  };

  // An address that brings values of its own begins anew.
  const restore = (of) => {
    const draft = read(keyOf(of));
    if (!draft || (draft.at !== here && location.search)) return;
    const drawn = of.elements.profile_version?.value;
    for (const [name, value] of draft.fields) {
      const field = of.elements[name];
      if (field && field.type !== "hidden") field.value = value;
    }
    if (draft.version) of.elements.profile_version.value = draft.version;
    const said = document.getElementById("draft-said");
    said.append(document.getElementById("draft-restored").content.cloneNode(true));
    said.querySelector("[data-discard]").addEventListener("click", () => {
      store.removeItem(keyOf(of));
      of.reset();
      if (drawn) of.elements.profile_version.value = drawn;
      said.replaceChildren();
      of.elements.name.focus();
      ask(of);
    });
    addEventListener("load", () => ask(of));
  };
  // Who looks for duplicates looks again; it is nobody's typing.
  const ask = (of) =>
    of.elements.name.dispatchEvent(
      new CustomEvent("input", { bubbles: true, detail: "asked" }),
    );

  addEventListener("input", (event) => {
    const of = event.target.form;
    if (event.detail !== "asked" && of?.dataset.draft) keep(of);
  });
  // Cancel means it.
  addEventListener("click", ({ target }) => {
    const of = target.closest(".form-foot a")?.closest("form[data-draft]");
    if (of) store.removeItem(keyOf(of));
  });
  addEventListener("submit", ({ target }) => {
    if (target.dataset.draft) mark(keyOf(target), true);
    if (target.getAttribute("action") === "/logout")
      Object.keys(store)
        .filter((key) => key.startsWith("regulars:"))
        .forEach((key) => store.removeItem(key));
  }, true);
  addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
    if (ctx.sourceElement.dataset?.draft && !ctx.hx?.redirect)
      mark(keyOf(ctx.sourceElement), false);
  });

  // A draft that was sent from a form that is gone was saved. Signed out, nothing was.
  addEventListener("DOMContentLoaded", () => {
    const shown = form();
    for (const key of drafts()) {
      const isOwn = key.startsWith(`${KIND}${user}:`);
      if (!user || (shown && key === keyOf(shown))) mark(key, false);
      else if (!isOwn || read(key)?.sent) store.removeItem(key);
    }
    if (shown && user) restore(shown);
  });
})();

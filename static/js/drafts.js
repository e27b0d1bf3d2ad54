// Drafts: what is typed into a form marked [data-draft] survives a reload and a detour,
// within the tab, for the person and the business it was typed as. Hidden fields are not
// kept, but for the version that the form was drawn of: it tells what changed meanwhile.
// A page with #draft-said says what was restored; elsewhere (a note) it simply stands.
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
  const forms = () => [...document.querySelectorAll("form[data-draft]")];
  const form = () => document.querySelector("form[data-draft]");
  const said = document.getElementById("draft-said");
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
  const isTick = (field) => field.type === "checkbox";
  const fieldsOf = (of) =>
    [...of.elements].filter(
      ({ name, type, checked }) =>
        name && type !== "hidden" && (type !== "radio" || checked),
    );
  const here = location.pathname + location.search;

  const keep = (of) => {
    const key = keyOf(of);
    // A note of no words is none.
    if (of.elements.text?.value === "") return store.removeItem(key);
    const before = read(key);
    const same = before?.at === here;
    write(key, {
      at: here,
      version: (same && before.version) || of.elements.profile_version?.value,
      fields: fieldsOf(of).map((field) => [
        field.name,
        isTick(field) ? field.checked : field.value,
      ]),
    });
  };
  const mark = (key, sent) => {
    const draft = read(key);
    if (draft) write(key, { ...draft, sent });
  };

  const fill = (of, fields) => {
    for (const [name, value] of fields) {
      const field = of.elements[name];
      if (!field || field.type === "hidden") continue;
      if (isTick(field)) field.checked = value;
      else if (field.value !== value) field.value = value;
    }
  };
  // What is sent just now is saved, or is drawn again by its answer.
  const restoreSilently = (of) => {
    const draft = read(keyOf(of));
    if (draft && !draft.sent) fill(of, draft.fields);
  };
  // An address that brings values of its own begins anew.
  const restore = (of) => {
    const draft = read(keyOf(of));
    if (!draft || (draft.at !== here && location.search)) return;
    const blank = of.cloneNode(true);
    fill(of, draft.fields);
    if (draft.version) of.elements.profile_version.value = draft.version;
    said.append(document.getElementById("draft-restored").content.cloneNode(true));
    said.querySelector("[data-discard]").addEventListener("click", () => {
      store.removeItem(keyOf(blank));
      said.replaceChildren();
      // A refused form was swapped for another, which says what was typed.
      form().replaceWith(blank);
      htmx.process(blank);
      blank.elements.name.focus();
      ask(blank);
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
  // The form may be gone by the time its answer is there.
  addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
    if (ctx.sourceElement.dataset?.draft) ctx.draft = keyOf(ctx.sourceElement);
  });
  addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
    if (!ctx.draft || ctx.hx?.redirect) return;
    if (ctx.response?.status < 300) store.removeItem(ctx.draft);
    else mark(ctx.draft, false);
  });
  if (!said)
    addEventListener("htmx:after:swap", () => user && forms().forEach(restoreSilently));

  // A draft that was sent from a form that is gone was saved. Signed out, nothing was.
  addEventListener("DOMContentLoaded", () => {
    const shown = forms().map(keyOf);
    for (const key of drafts()) {
      const isOwn = key.startsWith(`${KIND}${user}:`);
      if (!user || shown.includes(key)) mark(key, false);
      else if (!isOwn || read(key)?.sent) store.removeItem(key);
    }
    if (user) forms().forEach(said ? restore : restoreSilently);
  });
})();

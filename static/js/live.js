// Live parts: one `poll` for all of a page, every two seconds while it is seen, and when
// it is seen again. Whoever stands in a part that is swapped for another stays in it.
(() => {
  "use strict";
  const poll = () => document.hidden || document.body.dispatchEvent(new Event("poll"));
  setInterval(poll, 2000);
  addEventListener("visibilitychange", poll);

  addEventListener("htmx:before:swap", ({ detail: { ctx } }) => {
    const part = ctx?.target;
    if (part?.id && part.contains(document.activeElement)) ctx.stoodIn = part.id;
  });
  addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
    if (ctx.stoodIn && document.activeElement === document.body)
      document.getElementById(ctx.stoodIn)?.focus({ preventScroll: true });
  });
})();

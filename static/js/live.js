// Live parts: one `poll` for all of a page, so often while it is seen, and when it is
// seen again. Whoever stands in a part that is swapped for another stays in it.
(() => {
  "use strict";
  // What a person sends goes first: no poll is under way beside it, so that none brings
  // what was before it. After a failure it is asked more and more seldom.
  const asked = new Set();
  const sent = new Set();
  let failed = 0;
  let rest = 0;
  const isPoll = ({ detail: { ctx } }) => ctx?.sourceEvent?.type === "poll";
  const poll = () => {
    if (!document.hidden && !sent.size && --rest < 0)
      document.body.dispatchEvent(new Event("poll"));
  };
  setInterval(poll, 1800);
  addEventListener("visibilitychange", () => {
    rest = 0;
    poll();
  });

  addEventListener("htmx:before:request", (event) => {
    const { ctx } = event.detail;
    if (isPoll(event)) return asked.add(ctx);
    sent.add(ctx);
    asked.forEach((each) => each.request.abort());
  });
  addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
    asked.delete(ctx);
    sent.delete(ctx);
  });
  // One failure is told, those after it are not.
  const fail = (event) => {
    if (!isPoll(event)) return;
    rest = Math.min(2 ** failed, 16);
    if (failed++) event.stopImmediatePropagation();
  };
  addEventListener("htmx:error", fail);
  addEventListener("htmx:before:response", (event) => {
    if (!isPoll(event)) return;
    const { status } = event.detail.ctx.response;
    if (status < 400) return (failed = 0);
    const told = failed;
    fail(event);
    if (told) event.preventDefault();
  });

  addEventListener("htmx:before:swap", (event) => {
    const { ctx } = event.detail;
    const part = ctx?.target;
    if (part?.id && part.contains(document.activeElement)) ctx.stoodIn = part.id;
    // They have had the focus; a part that is morphed must not give it to them anew.
    if (isPoll(event))
      document
        .querySelectorAll("[autofocus]")
        .forEach((each) => each.removeAttribute("autofocus"));
  });
  addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
    if (ctx.stoodIn && document.activeElement === document.body)
      document.getElementById(ctx.stoodIn)?.focus({ preventScroll: true });
  });
})();

// The slider of the threshold moves with its number, and the number with it; the table
// beside the drawing stays open while both move.
(() => {
  "use strict";
  const slider = document.getElementById("slider");
  if (!slider) return;
  const number = document.getElementById("threshold");
  const { currency } = slider.dataset;
  const money = new Intl.NumberFormat(document.documentElement.lang, { style: "currency", currency });
  const say = () => slider.setAttribute("aria-valuetext", money.format(slider.value));
  slider.addEventListener("input", () => {
    number.value = slider.value;
    say();
  });
  let isOpen = false;
  addEventListener("toggle", ({ target }) => target.matches(".fold") && (isOpen = target.open), true);
  addEventListener("htmx:after:swap", () => {
    const preview = document.getElementById("preview");
    preview.querySelector(".fold")?.toggleAttribute("open", isOpen);
    if (slider === document.activeElement) return;
    slider.value = preview.dataset.at;
    say();
  });
})();

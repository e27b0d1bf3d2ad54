// The slider of the threshold moves with its number, and the number with it.
(() => {
  "use strict";
  const slider = document.getElementById("slider");
  if (!slider) return;
  const number = document.getElementById("threshold");
  slider.addEventListener("input", () => (number.value = slider.value));
  addEventListener("htmx:after:swap", () => {
    if (slider !== document.activeElement)
      slider.value = document.getElementById("preview").dataset.at;
  });
})();

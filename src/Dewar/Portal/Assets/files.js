// Choosing files: how many and how large, said before anything is done. Without this file one ticks and sees it on the next page.
"use strict";

const UNITS = ["B", "kB", "MB", "GB", "TB", "PB", "EB"];

function size(bytes) {
  let unit = 0;
  while (bytes >= 999.5 && unit < UNITS.length - 1) {
    bytes /= 1000;
    unit++;
  }
  return `${unit === 0 || bytes >= 100 ? bytes.toFixed(0) : bytes >= 10 ? bytes.toFixed(1) : bytes.toFixed(2)} ${UNITS[unit]}`;
}

for (const form of document.querySelectorAll("[data-choose]")) {
  const boxes = () => [...form.querySelectorAll("input[type=checkbox][name]")];
  const bar = form.querySelector("[data-chosen]");
  let last = null;

  function tell() {
    const all = boxes();
    const chosen = all.filter(box => box.checked);
    const sum = name => chosen.reduce((total, box) => total + Number(box.dataset[name]), 0);
    const files = sum("files");
    if (bar) {
      bar.hidden = chosen.length === 0;
      bar.querySelector("[data-count]").textContent = `${files.toLocaleString("en")} file${files === 1 ? "" : "s"}, ${size(sum("bytes"))}`;
      bar.querySelector("[data-clear]").hidden = false;
      const get = bar.querySelector("[data-direct]");
      get.textContent = `Download ${size(sum("bytes"))}`;
      // The size is told here, so the page that would tell it is left out.
      get.formAction = get.dataset.direct;
    }
    const whole = form.querySelector("[data-all]");
    if (whole) {
      whole.hidden = false;
      whole.checked = all.length > 0 && chosen.length === all.length;
      whole.indeterminate = chosen.length > 0 && chosen.length < all.length;
    }
  }

  function set(some, checked) {
    for (const box of some) box.checked = checked;
    tell();
  }

  form.addEventListener("click", event => {
    if (event.target.closest("[data-clear]")) set(boxes(), false);
    if (!event.target.matches("input[type=checkbox][name]")) return;
    const all = boxes();
    if (event.shiftKey && last && all.includes(last)) {
      const [from, to] = [all.indexOf(last), all.indexOf(event.target)].sort((a, b) => a - b);
      set(all.slice(from, to + 1), event.target.checked);
    }
    last = event.target;
  });
  form.addEventListener("change", event => event.target.matches("[data-all]") ? set(boxes(), event.target.checked) : tell());
  form.addEventListener("keydown", event => event.key === "Escape" && set(boxes(), false));
  // Files came or went, or the browser has put back what was ticked before.
  document.addEventListener("portal:looked", tell);
  addEventListener("pageshow", tell);
  tell();
}

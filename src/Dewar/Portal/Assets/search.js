// Completion in the search box, ranges drawn over bars. Without this file one types the whole, and ranges into their fields.
"use strict";

const box = document.querySelector("[data-find]");
const PAUSE = 120;

if (box) {
  const list = document.createElement("ul");
  list.id = "suggestions";
  list.className = "suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "What may follow");
  list.hidden = true;
  box.after(list);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false" })) box.setAttribute(name, value);

  let found = [];
  let chosen = -1;
  let waiting = 0;
  let asked = 0;

  const close = () => {
    list.hidden = true;
    chosen = -1;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  };

  const take = one => {
    const at = one.start + one.insert.length;
    box.value = box.value.slice(0, one.start) + one.insert + (one.insert.endsWith(":") ? "" : " ") + box.value.slice(one.start + one.length).trimStart();
    const end = one.insert.endsWith(":") ? at : at + 1;
    box.focus();
    box.setSelectionRange(end, end);
    close();
    ask();
  };

  const choose = place => {
    chosen = place;
    [...list.children].forEach((item, number) => item.setAttribute("aria-selected", String(number === place)));
    if (place >= 0) {
      box.setAttribute("aria-activedescendant", `suggestion-${place}`);
      list.children[place].scrollIntoView({ block: "nearest" });
    } else box.removeAttribute("aria-activedescendant");
  };

  const show = all => {
    found = all;
    list.replaceChildren(...all.map((one, number) => {
      const item = document.createElement("li");
      item.id = `suggestion-${number}`;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      const word = document.createElement("bdi");
      word.textContent = one.insert;
      const rest = document.createElement("span");
      rest.className = "soft small";
      rest.textContent = one.files === null || one.files === undefined ? one.meaning : `${one.files.toLocaleString()} files`;
      item.append(word, " ", rest);
      item.addEventListener("pointerdown", event => { event.preventDefault(); take(one); });
      return item;
    }));
    list.hidden = all.length === 0;
    box.setAttribute("aria-expanded", String(all.length > 0));
    choose(-1);
  };

  const ask = () => {
    clearTimeout(waiting);
    const mine = ++asked;
    waiting = setTimeout(async () => {
      const answer = await fetch(`/api/search/complete?q=${encodeURIComponent(box.value)}&at=${box.selectionStart}`, { headers: { accept: "application/json" } }).catch(() => null);
      // What comes late is not what was typed last.
      if (answer?.ok && mine === asked && document.activeElement === box) show(await answer.json());
    }, PAUSE);
  };

  box.addEventListener("input", ask);
  box.addEventListener("blur", close);
  box.addEventListener("keydown", event => {
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && !list.hidden) {
      event.preventDefault();
      choose((chosen + (event.key === "ArrowDown" ? 1 : found.length) + (chosen < 0 && event.key === "ArrowUp" ? 0 : 0) + found.length) % found.length);
    } else if (event.key === "ArrowDown") {
      ask();
    } else if ((event.key === "Enter" || event.key === "Tab") && chosen >= 0) {
      event.preventDefault();
      take(found[chosen]);
    }
  });
}

for (const select of document.querySelectorAll("select[data-submits]")) select.addEventListener("change", () => select.form.requestSubmit());

// On narrow screens the facets are folded at first.
if (matchMedia("(max-width: 60rem)").matches) for (const part of document.querySelectorAll("details[data-wide]")) part.open = false;

for (const form of document.querySelectorAll("[data-histogram]")) {
  const picture = form.querySelector("svg");
  const bars = [...picture.querySelectorAll(".bar")];
  const mark = picture.querySelector(".chosen");
  let first = -1;
  const at = event => {
    const frame = picture.getBoundingClientRect();
    return Math.max(0, Math.min(bars.length - 1, Math.floor((event.clientX - frame.left) / frame.width * bars.length)));
  };
  const draw = last => {
    const [low, high] = [Math.min(first, last), Math.max(first, last)];
    mark.setAttribute("x", low * 10);
    mark.setAttribute("width", (high - low + 1) * 10);
    form.elements.from.value = bars[low].dataset.from;
    form.elements.to.value = bars[high].dataset.to;
  };
  picture.addEventListener("pointerdown", event => {
    first = at(event);
    picture.setPointerCapture(event.pointerId);
    draw(first);
    event.preventDefault();
  });
  picture.addEventListener("pointermove", event => { if (first >= 0) draw(at(event)); });
  picture.addEventListener("pointerup", event => {
    if (first < 0) return;
    draw(at(event));
    first = -1;
    form.requestSubmit();
  });
  picture.addEventListener("pointercancel", () => { first = -1; });
}

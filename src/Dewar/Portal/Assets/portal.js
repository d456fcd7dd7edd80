// Live parts. Every page works without this file; then one reloads to see what is new.
"use strict";

const QUIET_LOOK = 15000;
const SOON = 2000;
const SHORTEST_PAUSE = 1000;

const pad = number => String(number).padStart(2, "0");

// Instants come in UTC; people read them in their own time.
function localise(root) {
  for (const time of root.querySelectorAll("time[datetime]:not([title])")) {
    const at = new Date(time.dateTime);
    time.title = time.textContent.trim();
    time.textContent = `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())} ${pad(at.getHours())}:${pad(at.getMinutes())}`;
  }
}

// Makes one element like another and leaves alone what is the same, so that focus, selection and opened parts stay.
function become(old, fresh) {
  for (const { name, value } of fresh.attributes) {
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  for (const { name } of [...old.attributes]) {
    if (!fresh.hasAttribute(name) && !(name === "open" && old.localName === "details")) old.removeAttribute(name);
  }
  if (fresh.querySelector(":scope > [data-key]")) {
    becomeList(old, fresh);
    return;
  }
  const [olds, freshes] = [[...old.childNodes], [...fresh.childNodes]];
  freshes.forEach((child, place) => {
    const before = olds[place];
    if (!before) old.append(child);
    else if (before.nodeType !== child.nodeType || before.nodeName !== child.nodeName) before.replaceWith(child);
    else if (child.nodeType === Node.ELEMENT_NODE) become(before, child);
    else if (before.data !== child.data) before.data = child.data;
  });
  olds.slice(freshes.length).forEach(child => child.remove());
}

// Children with keys are the same when their keys are: what is ticked stays with its file when another comes before it.
function becomeList(old, fresh) {
  const known = new Map([...old.children].map(child => [child.dataset.key, child]));
  const wanted = [...fresh.children].map(child => {
    const same = known.get(child.dataset.key);
    if (!child.dataset.key || !same) return child;
    known.delete(child.dataset.key);
    become(same, child);
    return same;
  });
  for (const child of known.values()) child.remove();
  for (const child of [...old.children].filter(child => !wanted.includes(child))) child.remove();
  wanted.forEach((child, place) => old.children[place] !== child && old.insertBefore(child, old.children[place] ?? null));
}

// Says in which zone the times are.
function nameZone() {
  const minutes = -new Date().getTimezoneOffset();
  const offset = `UTC${minutes < 0 ? "−" : "+"}${pad(Math.floor(Math.abs(minutes) / 60))}:${pad(Math.abs(minutes) % 60)}`;
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const told = !zone || zone === "UTC" ? minutes === 0 ? "UTC" : offset : `${zone} (${offset})`;
  for (const place of document.querySelectorAll("[data-zone]")) place.textContent = `Times are ${told}`;
}

const live = document.querySelectorAll("[data-live]");
const said = document.getElementById("said");
let looking = false;
let again = false;

// Fetches this page anew and takes its live parts over.
async function look() {
  if (looking) {
    again = true;
    return;
  }
  looking = true;
  again = false;
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (answer.redirected) {
      location.reload();
      return;
    }
    if (answer.ok) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      localise(page);
      for (const part of live) {
        const fresh = page.getElementById(part.id);
        if (fresh) {
          become(part, fresh);
          htmx.process(part);
        }
      }
      say();
      document.dispatchEvent(new Event("portal:looked"));
    }
  } catch {
    // The site is away; the stream comes back by itself, and then we look again.
  }
  setTimeout(() => {
    looking = false;
    if (again) look();
  }, SHORTEST_PAUSE);
  soon();
}

// A part that waits for something short says so; then the page looks again without being told.
function soon() {
  if (document.querySelector("[data-soon]")) setTimeout(() => document.hidden ? soon() : look(), SOON);
}

// Only what is news is said to those who listen.
function say() {
  const news = document.querySelector("[data-say]")?.dataset.say ?? "";
  if (said.textContent !== news) said.textContent = news;
}

// A browser opens few connections to one site: pages that nobody sees give theirs back.
function listen() {
  let stream = null;
  let told = null;
  const mine = live[0].dataset.live;
  const open = () => {
    if (document.hidden) {
      stream?.close();
      stream = null;
      return;
    }
    if (stream) return;
    stream = new EventSource("/api/events");
    stream.addEventListener("progress", event => {
      const concerns = JSON.stringify(JSON.parse(event.data).filter(it => !mine || it.experiment === mine));
      if (told !== concerns) look();
      told = concerns;
    });
  };
  document.addEventListener("visibilitychange", open);
  open();
  setInterval(() => document.hidden || look(), QUIET_LOOK);
}

localise(document);
nameZone();
if (live.length > 0) {
  listen();
  soon();
}

// Parts that htmx fetched are shown as the page is.
document.addEventListener("htmx:load", event => localise(event.detail.elt));

// A slash goes to the search box, as it does elsewhere.
document.addEventListener("keydown", event => {
  const at = event.target;
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || at.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName)) return;
  const box = document.querySelector("[data-find]");
  if (!box) return;
  event.preventDefault();
  box.select();
});

// Buttons that copy what stands before them; without a script, or where a browser does not let one copy, they are not there.
if (navigator.clipboard) {
  document.documentElement.classList.add("may-copy");
  document.addEventListener("click", async event => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const from = button.dataset.copy ? document.querySelector(button.dataset.copy) : button.previousElementSibling;
    await navigator.clipboard.writeText(button.dataset.copy ? from.innerText : from.textContent);
    said.textContent = "Copied";
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = "Copy"; }, 2000);
  });
}

// A one-time token stands behind the # of a link, where no server and no log sees it.
const field = document.querySelector("[data-fragment]");
if (field && location.hash.length > 1) {
  field.value = location.hash.slice(1);
  history.replaceState(null, "", location.pathname);
  document.getElementById("password").focus();
}

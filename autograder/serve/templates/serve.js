"use strict";
const clock = { day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
const whole = new Intl.DateTimeFormat("en-GB", {
  ...clock, weekday: "short", month: "long", year: "numeric", timeZoneName: "short",
});
const short = new Intl.DateTimeFormat("en-GB", { ...clock, month: "short" });
function local(root) {
  for (const time of root.querySelectorAll("time")) {
    const form = time.classList.contains("day") ? short : whole;
    time.textContent = form.format(new Date(time.dateTime)).replace(" at ", ", ");
  }
}
local(document);

// A page that waits asks for itself, and takes over what has changed.
const main = document.querySelector("main");
async function look() {
  try {
    const answer = await fetch(location.href, { cache: "no-store" });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("main");
    if (answer.ok && fresh) {
      local(fresh);
      if (fresh.innerHTML !== main.innerHTML) {
        main.replaceChildren(...fresh.childNodes);
      }
      if (!("waits" in fresh.dataset)) { return; }
      main.dataset.waits = fresh.dataset.waits;
    }
  } catch { /* The server is away: ask again. */ }
  setTimeout(look, document.hidden ? 10000 : pause());
}
// With many ahead nobody's turn comes in a moment.
function pause() {
  const seconds = Number(main.dataset.waits);
  return seconds > 3 ? seconds * 1000 : 500;
}
if ("waits" in main.dataset) { setTimeout(look, pause()); }

// Files and folders that are dragged onto the form. An input can't take a folder's names, so these are sent from here.
const form = document.getElementById("upload");
if (form) {
  const area = form.querySelector(".drop"), list = form.querySelector(".chosen"), answer = form.querySelector(".answer");
  const send = form.querySelector(".send"), inputs = form.querySelectorAll("input[type=file]");
  let dragged = [];
  area.querySelector(".dragging").hidden = false;

  async function files(entry, path) {
    if (/^(\.|__pycache__$)/.test(entry.name)) { return []; }
    if (entry.isFile) {
      return [[path + entry.name, await new Promise((take, fail) => entry.file(take, fail))]];
    }
    const reader = entry.createReader(), found = [];
    for (;;) {  // it gives a hundred at a time
      const some = await new Promise((take, fail) => reader.readEntries(take, fail));
      if (!some.length) { return found; }
      for (const one of some) { found.push(...await files(one, `${path}${entry.name}/`)); }
    }
  }
  function show(chosen) {
    dragged = chosen;
    list.replaceChildren(...chosen.map(([path]) => {
      const item = document.createElement("li");
      item.textContent = path;
      return item;
    }));
    list.hidden = !chosen.length;
  }
  document.addEventListener("dragover", (event) => {
    event.preventDefault();
    area.classList.add("over");
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) { area.classList.remove("over"); }
  });
  document.addEventListener("drop", async (event) => {
    event.preventDefault();
    area.classList.remove("over");
    const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry()).filter(Boolean);
    const found = await Promise.all(entries.map((entry) => files(entry, "")));
    for (const input of inputs) { input.value = ""; }
    show(found.flat());
    send.focus();
  });
  for (const input of inputs) { input.addEventListener("change", () => show([])); }
  form.addEventListener("submit", async (event) => {
    if (!dragged.length) { return; }
    event.preventDefault();
    const parts = new FormData();
    for (const [path, file] of dragged) { parts.append("files", file, path); }
    send.disabled = true;
    send.textContent = "Sending…";
    answer.replaceChildren();
    try {
      const reply = await fetch(form.action, { method: "POST", body: parts });
      if (reply.ok && reply.redirected) { location.assign(reply.url); return; }
      const said = new DOMParser().parseFromString(await reply.text(), "text/html").querySelector("main");
      answer.replaceChildren(...said.querySelectorAll("h1, h1 + p"));
    } catch {
      answer.textContent = "It did not arrive: the connection broke. Nothing was handed in unless you see it below. Try again.";
    }
    send.disabled = false;
    send.textContent = "Hand in";
  });
}

// The check-in page of one shift: forms become marks that are judged on the phone, kept, and sent when there is a network.

import * as store from "./store.js";
import { Roster, plain } from "./people.js";
import { Queue } from "./queue.js";
import { Shell, fill, time } from "./shell.js";
import { Scanner, canScan } from "./scanner.js";
import * as verdicts from "./verdict.js";

const settings = JSON.parse(document.getElementById("desk-settings").textContent);
const { texts, words } = settings;
const byId = (id) => document.getElementById(id);
const rosterKey = `${settings.user}:${settings.shift}`;
const roster = new Roster();
// A person nobody knows here: the server is asked, for so long.
const ASK_FOR = 5000;
const FRESH = 60e3;

settings.arrived = arrived;
const shell = new Shell(settings);
const queue = new Queue(settings, { answered, changed: (one) => shell.showNetwork(one) });
// The verdict that is shown for a mark until the server has spoken: its id and tone.
const shownHere = new Map();
// Marks of people whom this phone does not know: the scanner waits for the answer.
const asking = new Set();
let lastShown = null;

start();

async function start() {
  await store.tidy(settings.user);
  const kept = await store.get("rosters", rosterKey);
  if (kept) await restore(kept);
  await store.put("desk", { key: "last", page: settings.page, ends: settings.ends, user: settings.user });
  await queue.count();
  await shell.showAnswers();
  await askAboutShownPass();
  shell.register();
  await queue.send();
  await refresh();
  shell.keepPage(queue);
  setInterval(refresh, FRESH);
}

// --- Marks ------------------------------------------------------------------------------------------------------------

async function act(who, kind) {
  const mark = { id: crypto.randomUUID(), kind, at: new Date().toISOString(), ...who };
  const person = who.admit ? undefined : await roster.find(who);
  const name = person?.name ?? who.name ?? "";
  delete mark.name;
  await queue.add(mark, { name });
  if (person) {
    const code = roster.apply(person, kind, mark.at);
    draw();
    present(local(mark, code, person), true);
    queue.send();
    return;
  }
  // Nobody on this phone's list: the server knows more, when it can be asked.
  asking.add(mark.id);
  await Promise.race([queue.send(), new Promise((resolve) => setTimeout(resolve, ASK_FOR))]);
  asking.delete(mark.id);
  if (await store.get("queue", mark.id)) present({ ...spoken("saved"), id: mark.id, name, detail: texts.unknown }, true);
}

function spoken(code) {
  const [tone, icon, title] = words[code];
  return { code, tone, icon, title, name: "", detail: "", note: "" };
}

function local(mark, code, person) {
  const at = { came: person.arrived || mark.at, left: mark.at, already_in: person.arrived, already_out: person.left }[code];
  const text = code.startsWith("already") ? texts.since : texts.marked;
  return { ...spoken(code), id: mark.id, name: person.name, detail: [at ? fill(text, { time: time(at) }) : "", person.role].filter(Boolean).join(" · "), kind: mark.kind, signup: person.id };
}

function present(verdict, saved) {
  shownHere.set(verdict.id, verdict.tone);
  const undo = ["came", "left"].includes(verdict.code) && Boolean(verdict.signup);
  const reason = Boolean(verdict.admit && verdict.full) && settings.overfill;
  lastShown = verdict;
  verdicts.show(verdict, { saved, acts: { undo, admit: Boolean(verdict.admit), reason } });
}

// The server's verdict on one mark. What it says otherwise than the phone did is shown, at once or in the list.
async function answered(verdict, row) {
  const full = verdict.unread ? { ...verdict, title: texts.unread } : verdict;
  if (!full.name) full.name = row?.shown?.name ?? "";
  const before = shownHere.get(verdict.id);
  if (verdicts.isShowing(verdict.id)) {
    if (before === full.tone) return verdicts.sent(verdict.id);
    return present(full, false);
  }
  if (asking.has(verdict.id)) return present(full, false);
  // What another page has written down: it says itself whether somebody must read it.
  const worse = full.tell || full.tone === "stop" || (full.tone === "warn" && before === "ok");
  if (!worse || before === full.tone) return undefined;
  return shell.tell(full, row?.at);
}

async function arrived(answer) {
  await restore({ people: answer.people, cancelled: answer.cancelled });
  await store.put("rosters", { key: rosterKey, user: settings.user, ends: settings.ends, people: answer.people, cancelled: answer.cancelled });
}

// What the server knows, with what waits on this phone on top of it.
async function restore({ people, cancelled }) {
  roster.replace(people);
  for (const { mark, shift } of await queue.mine()) {
    const person = shift === settings.shift && !mark.admit ? await roster.find(mark) : undefined;
    if (person) roster.apply(person, mark.kind, mark.at);
  }
  byId("cancelled").hidden = !cancelled;
  draw();
}

async function refresh() {
  if (document.hidden || queue.unsent) return;
  const response = await fetch(settings.roster, { redirect: "manual", signal: AbortSignal.timeout(8000) }).catch(() => null);
  if (!response) return queue.say("offline");
  if (response.type === "opaqueredirect") return queue.say("signed-out");
  if (response.status === 404) return queue.say("closed");
  if (!response.ok) return undefined;
  queue.say("");
  return arrived(await response.json());
}

// --- What is seen -----------------------------------------------------------------------------------------------------

function draw() {
  for (const [name, number] of Object.entries(roster.counts)) {
    for (const place of document.querySelectorAll(`[data-count=${name}]`)) place.textContent = number;
  }
  const rows = new Map([...document.querySelectorAll("[data-person]")].map((row) => [Number(row.dataset.person), row]));
  for (const [id, row] of rows) if (!roster.people.has(id)) row.remove();
  for (const person of roster.people.values()) drawPerson(rows.get(person.id) ?? newRow(person), person);
  byId("nobody").hidden = roster.people.size > 0;
  drawRecent();
  narrow();
}

function drawPerson(row, person) {
  row.dataset.state = person.state === "came" && person.left ? "left" : person.state;
  row.querySelector("[data-part=time]").textContent = [person.arrived, person.left].filter(Boolean).map(time).join("–");
}

function newRow(person) {
  const row = byId("person-row").content.firstElementChild.cloneNode(true);
  row.dataset.person = person.id;
  row.querySelector("[data-part=name]").textContent = person.name;
  row.querySelector("[name=signup]").value = person.id;
  row.querySelector("[data-part=role]").textContent = person.role;
  row.querySelector("[data-part=role]").hidden = !person.role;
  row.querySelector("[data-part=young]").hidden = !person.young;
  row.querySelector("[data-part=leader]").hidden = !person.leader;
  byId("people-list").append(row);
  return row;
}

function drawRecent() {
  const last = (person) => person.left || person.arrived;
  const rows = [...roster.people.values()].filter((person) => person.state === "came").sort((one, other) => (last(one) < last(other) ? 1 : -1));
  byId("recent").replaceChildren(...rows.slice(0, 3).map((person) => {
    const item = byId("recent-row").content.firstElementChild.cloneNode(true);
    item.querySelector("[data-part=name]").textContent = person.name;
    item.querySelector("[data-part=time]").textContent = time(last(person));
    return item;
  }));
}

function narrow() {
  const asked = plain(byId("q").value).split(/\s+/).filter(Boolean);
  for (const row of document.querySelectorAll("[data-person]")) {
    const name = plain(row.querySelector("[data-part=name]").textContent);
    row.hidden = !asked.every((word) => name.includes(word));
  }
}

// A pass that the phone's own camera has opened: one press, not none, so that no link can check anybody in.
async function askAboutShownPass() {
  const shown = new URLSearchParams(location.search).get("pass") ?? location.pathname.match(/\/p\/([\w-]+)\/$/)?.[1];
  if (!shown) return;
  history.replaceState(null, "", settings.page);
  const card = byId("shown");
  const person = await roster.find({ shown });
  card.querySelector("[name=shown]").value = shown;
  if (person || !card.querySelector("[data-part=name]").textContent) {
    card.querySelector("[data-part=name]").textContent = person?.name ?? texts.somebody;
  }
  card.hidden = false;
  card.querySelector("button:not([value=out])").focus();
}

// --- Hands ------------------------------------------------------------------------------------------------------------

const mode = () => document.documentElement.dataset.mode;

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.id === "search") return event.preventDefault();
  if (!form.matches("[data-mark]")) return undefined;
  event.preventDefault();
  const data = new FormData(form);
  const pressed = event.submitter?.name === "kind" ? event.submitter.value : null;
  const who = {};
  if (data.get("signup")) who.signup = Number(data.get("signup"));
  for (const name of ["shown", "code", "contact", "reason", "role"]) if (data.get(name)) who[name] = data.get(name);
  if (data.get("admit")) who.admit = true;
  if (!who.signup && !who.shown && !who.code && !who.contact) return form.querySelector("input:not([type=hidden])")?.focus();
  if (form.id === "shown") form.hidden = true;
  if (form.dataset.mark === "typed") form.reset();
  return act(who, pressed ?? data.get("kind") ?? mode());
});

document.addEventListener("click", async (event) => {
  const button = event.target.closest("button, a");
  if (!button) return;
  if (button.dataset.mode) {
    event.preventDefault();
    setMode(button.dataset.mode);
  } else if (button.dataset.part === "next") {
    verdicts.hide();
  } else if (button.dataset.part === "undo") {
    await act({ signup: lastShown.signup }, "undo");
  } else if (button.dataset.act === "admit") {
    const verdict = lastShown;
    const reason = byId("admit-reason").value.trim();
    const role = byId("admit-role")?.value;
    await act({ code: verdict.pass_code, ...(reason && { reason }), ...(role && { role }), admit: true, name: verdict.name }, "in");
  } else if (button.id === "sound") {
    verdicts.mute(!verdicts.isMuted());
    showSound();
  }
});

function setMode(name) {
  document.documentElement.dataset.mode = name;
  for (const link of document.querySelectorAll("[data-mode]:is(a, button)")) {
    if (link.dataset.mode === name) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
  for (const field of document.querySelectorAll("form[data-mark=typed] [name=kind]")) field.value = name;
}

function showSound() {
  byId("sound").setAttribute("aria-pressed", String(!verdicts.isMuted()));
}

byId("q").addEventListener("input", narrow);
byId("verdict").addEventListener("close", () => { byId("admit-reason").value = ""; });
showSound();
setMode(mode());
wakeCamera();

async function wakeCamera() {
  const able = await canScan();
  byId("camera-elsewhere").hidden = able;
  byId("camera").hidden = !able;
  if (!able) return;
  const scanner = new Scanner(byId("video"), (text) => act({ shown: text }, mode()));
  const toggle = byId("camera-toggle");
  const lamp = byId("lamp");
  const update = () => {
    byId("camera").dataset.running = scanner.running ? "yes" : "no";
    lamp.hidden = !scanner.canLight;
  };
  byId("video").addEventListener("stopped", update);
  lamp.addEventListener("click", () => {
    const on = lamp.getAttribute("aria-pressed") !== "true";
    lamp.setAttribute("aria-pressed", String(on));
    scanner.light(on);
  });
  toggle.addEventListener("click", async () => {
    if (scanner.running) return scanner.stop();
    try {
      await scanner.start();
      byId("camera-refused").hidden = true;
    } catch {
      byId("camera-refused").hidden = false;
    }
    return update();
  });
}

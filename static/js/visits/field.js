// A visit on the spot: what is written becomes notes that are kept on the phone and sent when there is a network.

import * as store from "../check_in/store.js";
import { Queue } from "../check_in/queue.js";
import { Shell } from "../check_in/shell.js";

const settings = JSON.parse(document.getElementById("visit-settings").textContent);
const { texts } = settings;
const byId = (id) => document.getElementById(id);
const key = `${settings.user}:${settings.shift}`;
const sketchKey = `sketch:${key}`;
// Kept on the phone so long after the last look.
const KEEP_DAYS = 14;
// Long side of a photo in dots, and how it is packed.
const SIDE = 1600;
const QUALITY = 0.85;

settings.arrived = arrived;
const shell = new Shell(settings);
const queue = new Queue(settings, { answered, changed: (one) => shell.showNetwork(one) });
// What the server knew when it was last asked; what waits here is laid over it.
let known = settings.state;
const spot = byId("spot");
// By their address: a list that is drawn anew asks for no picture twice.
const pictures = new Map();

start();

async function start() {
  await store.tidy(settings.user);
  await tidySketches();
  const kept = await store.get("rosters", key);
  if (kept) known = kept.state;
  await queue.count();
  await restoreSketch();
  await draw({ fill: true });
  await shell.showAnswers();
  shell.register();
  await queue.send();
  await refresh();
  shell.keepPage(queue);
}

// --- Notes ------------------------------------------------------------------------------------------------------------

async function write(kind, data, photo) {
  const mark = { id: crypto.randomUUID(), kind, at: new Date().toISOString(), ...data };
  try {
    await queue.add(mark, { name: settings.name }, photo);
  } catch {
    say(texts.full);
    return false;
  }
  say("");
  await draw();
  queue.send();
  return true;
}

async function answered(verdict, row) {
  if (verdict.unread) verdict.title = texts.unread;
  if (verdict.tone !== "ok") await shell.tell({ ...verdict, name: verdict.name || row?.shown?.name || "" }, row?.at);
}

async function arrived(answer) {
  known = { open: answer.open, answers: answer.answers, findings: answer.findings };
  const ends = new Date(Date.now() + KEEP_DAYS * 864e5).toISOString();
  await store.put("rosters", { key, user: settings.user, ends, state: known });
  await draw({ fill: true });
}

async function refresh() {
  if (queue.unsent) return;
  const response = await fetch(settings.marks, { redirect: "manual", signal: AbortSignal.timeout(8000) }).catch(() => null);
  if (!response) return queue.say("offline");
  if (response.type === "opaqueredirect" || response.status === 403) return queue.say("signed-out");
  if (response.status === 404) return queue.say("closed");
  if (!response.ok) return undefined;
  queue.say("");
  return arrived(await response.json());
}

// --- What is seen -----------------------------------------------------------------------------------------------------

async function standing() {
  const answers = { ...known.answers };
  const findings = new Map(known.findings.map((one) => [one.finding, { ...one, shots: [] }]));
  let finished = !known.open;
  for (const { mark, shift, photo } of await queue.mine()) {
    if (shift !== settings.shift) continue;
    if (mark.kind === "answer") answers[mark.number] = mark;
    if (mark.kind === "finding") findings.set(mark.finding, { photos: [], shots: [], ...findings.get(mark.finding), ...mark });
    if (mark.kind === "remove") findings.delete(mark.finding);
    if (mark.kind === "photo") findings.get(mark.finding)?.shots.push(photo);
    if (mark.kind === "finish") finished = true;
  }
  return { answers, findings: [...findings.values()], finished };
}

async function draw({ fill = false } = {}) {
  if (!spot) return;
  const { answers, findings, finished } = await standing();
  if (fill) for (const [number, one] of Object.entries(answers)) fillAnswer(number, one);
  const missing = settings.questions - Object.keys(answers).length;
  byId("progress").textContent = missing ? shell.counted(texts.unanswered, missing) : "";
  byId("spots").replaceChildren(...findings.map((one) => row(one, finished)));
  for (const part of [byId("record"), byId("finish")]) part.hidden = finished;
  // A colleague may have finished meanwhile: what is half written here can still be added.
  spot.hidden = finished && !isHalfWritten();
  byId("finished").hidden = !finished;
  byId("finished").querySelector("[data-part=kept]").hidden = !known.open;
  byId("finished").querySelector("[data-part=done]").hidden = known.open;
}

function fillAnswer(number, { value, note }) {
  const block = document.querySelector(`[data-number="${number}"]`);
  // What somebody is typing right now is theirs.
  if (!block || block.contains(document.activeElement)) return;
  for (const radio of block.querySelectorAll("[type=radio]")) radio.checked = radio.value === value;
  block.querySelector("[type=text]").value = note;
}

function row(one, finished) {
  const item = byId("spot-row").content.firstElementChild.cloneNode(true);
  const part = (name) => item.querySelector(`[data-part=${name}]`);
  item.dataset.finding = one.finding;
  part("severity").textContent = texts.severity[one.severity];
  part("days").textContent = one.days ? shell.counted(texts.days, one.days) : "";
  part("text").textContent = one.text;
  part("demand").textContent = one.demand;
  const number = one.photos.length + one.shots.length;
  part("photos").textContent = number ? shell.counted(texts.photos, number) : "";
  part("shots").append(...one.photos.map(sentPhoto));
  for (const shot of one.shots) thumbnail(shot, part("shots"));
  // One that was written without the script has no name of this phone's.
  item.querySelector(".spot-acts").hidden = !one.finding || finished;
  return item;
}

// Without a network there is nothing to show: the number above still says how many there are.
function sentPhoto(address, index) {
  if (!pictures.has(address)) {
    const picture = Object.assign(new Image(), { src: address, alt: texts.photo.replace("{number}", index + 1) });
    picture.addEventListener("error", () => { picture.remove(); pictures.delete(address); });
    pictures.set(address, picture);
  }
  return pictures.get(address);
}

async function thumbnail(shot, place) {
  const picture = await createImageBitmap(shot, { resizeHeight: 160 }).catch(() => null);
  if (!picture) return;
  const canvas = Object.assign(document.createElement("canvas"), { width: picture.width, height: picture.height });
  canvas.getContext("2d").drawImage(picture, 0, 0);
  canvas.setAttribute("aria-hidden", "true");
  place.append(canvas);
}

function say(words) {
  const trouble = byId("trouble");
  trouble.hidden = !words;
  trouble.querySelector("span").textContent = words;
}

// --- A finding that is being written ----------------------------------------------------------------------------------

const field = (name) => spot.elements[name] ?? spot.elements[`spot-${name}`];
const NAMES = ["finding", "severity", "text", "demand", "days"];

// Kept while it is typed, also over signing out: a phone that is put away may forget the page.
async function keepSketch() {
  const values = Object.fromEntries(NAMES.map((name) => [name, field(name).value]));
  await store.put("desk", { key: sketchKey, at: Date.now(), values });
}

async function restoreSketch() {
  if (!spot) return;
  fillSpot((await store.get("desk", sketchKey))?.values ?? {});
}

async function tidySketches() {
  const limit = Date.now() - KEEP_DAYS * 864e5;
  for (const row of await store.all("desk")) if (row.key.startsWith("sketch:") && row.at < limit) await store.drop("desk", row.key);
}

function fillSpot(values) {
  for (const name of NAMES) field(name).value = values[name] || "";
  require();
}

const isHalfWritten = () => Boolean(field("text").value.trim());

// A note asks for nothing.
function require() {
  const asks = field("severity").value !== "note";
  for (const name of ["demand", "days"]) {
    field(name).required = asks;
    field(name).closest(".field").hidden = !asks;
  }
}

async function keepFinding() {
  const wrong = [...spot.elements].find((one) => !one.checkValidity());
  if (wrong) return wrong.reportValidity();
  const note = field("severity").value === "note";
  const text = field("text").value.trim();
  if (!text) return field("text").focus();
  const demand = note ? "" : field("demand").value.trim();
  const typed = { finding: field("finding").value || crypto.randomUUID(), severity: field("severity").value, text, demand, days: note ? 0 : Number(field("days").value) };
  // Emptied at once: the next one may be typed while this one is put away.
  fillSpot({});
  if (!(await write("finding", typed))) {
    fillSpot(typed);
    return undefined;
  }
  await keepSketch();
  return byId("spots").lastElementChild?.scrollIntoView({ block: "nearest" });
}

async function shrunk(file) {
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, SIDE / Math.max(picture.width, picture.height));
    const canvas = Object.assign(document.createElement("canvas"), { width: Math.round(picture.width * scale), height: Math.round(picture.height * scale) });
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const made = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
    return made ?? file;
  } catch {
    // The server looks at it, and says what is wrong with it.
    return file;
  }
}

// --- Hands ------------------------------------------------------------------------------------------------------------

document.addEventListener("change", async ({ target }) => {
  const block = target.closest("[data-number]");
  const item = target.closest("[data-finding]");
  if (block) {
    const value = block.querySelector("[type=radio]:checked")?.value;
    if (value) await write("answer", { number: Number(block.dataset.number), value, note: block.querySelector("[type=text]").value.trim() });
  } else if (item && target.files?.length) {
    await write("photo", { finding: item.dataset.finding }, await shrunk(target.files[0]));
  } else if (target.form === spot) {
    require();
  }
});

spot?.addEventListener("input", keepSketch);
// A remark becomes a note when its field is left; a phone that is put away leaves it now.
document.addEventListener("visibilitychange", () => { if (document.hidden) document.activeElement?.blur(); });

document.addEventListener("submit", (event) => {
  if (!["record", "spot"].includes(event.target.id)) return;
  event.preventDefault();
  if (event.target === spot) keepFinding();
});

document.addEventListener("click", async ({ target }) => {
  const act = target.closest("[data-act]")?.dataset.act;
  const finding = target.closest("[data-finding]")?.dataset.finding;
  if (act === "remove") await write("remove", { finding });
  if (act === "change") {
    const { findings } = await standing();
    fillSpot(findings.find((one) => one.finding === finding) ?? {});
    await keepSketch();
    field("text").focus();
  }
  if (target.closest("#finish")) await finish();
});

async function finish() {
  if (isHalfWritten()) {
    say(texts.half);
    return field("text").focus();
  }
  const { answers } = await standing();
  const missing = settings.questions - Object.keys(answers).length;
  if (missing) {
    say(shell.counted(texts.unanswered, missing));
    const first = [...document.querySelectorAll("[data-number]")].find((one) => !(one.dataset.number in answers));
    return first.querySelector("[type=radio]").focus();
  }
  await write("finish", {});
  return byId("finished").focus();
}

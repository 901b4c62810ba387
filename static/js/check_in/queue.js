// Marks wait here until the server has taken them. Sending one twice marks once: each has an id of its own.
// Every page of the field has one: `shift` in the settings says what its marks belong to. A mark may have a photo.

import * as store from "./store.js";

const BATCH = 50;
const PATIENCE = 8000;
const PHOTO_PATIENCE = 90e3;
const AGAIN = 15000;

export class Queue {
  // state: "" (all is well), "offline", "signed-out", "closed"
  constructor(settings, { answered, changed }) {
    Object.assign(this, { settings, answered, changed, state: "", busy: null, unsent: 0 });
    addEventListener("online", () => this.send());
    addEventListener("offline", () => this.say("offline"));
    document.addEventListener("visibilitychange", () => { if (!document.hidden) this.send(); });
    setInterval(() => { if (this.unsent) this.send(); }, AGAIN);
  }

  async add(mark, shown, photo) {
    const { user, shift, marks } = this.settings;
    await store.put("queue", { id: mark.id, user, shift, to: marks, at: mark.at, mark, shown, photo });
    await this.count();
  }

  async mine() {
    const rows = (await store.all("queue")).filter((row) => row.user === this.settings.user);
    return rows.sort((one, other) => (one.at < other.at ? -1 : 1));
  }

  async count() {
    await store.countUnsent();
    this.unsent = (await this.mine()).length;
    this.changed(this);
  }

  say(state) {
    this.state = state;
    this.changed(this);
  }

  // One sending at a time; whoever asks meanwhile gets another one after it.
  send() {
    this.busy = (this.busy ?? Promise.resolve()).then(() => this.sendAll()).catch(() => this.say("offline"));
    return this.busy;
  }

  async sendAll() {
    if (!navigator.onLine) return this.say("offline");
    let rows = await this.mine();
    while (rows.length) {
      const to = rows[0].to;
      const same = rows.filter((row) => row.to === to);
      // A photo goes alone, after what was written before it.
      const until = same.findIndex((row) => row.photo);
      const batch = same.slice(0, until < 0 ? BATCH : Math.min(Math.max(until, 1), BATCH));
      if (!(await this.post(to, batch))) return undefined;
      rows = await this.mine();
    }
    return this.say("");
  }

  async post(to, batch) {
    const marks = JSON.stringify({ sent: new Date().toISOString(), marks: batch.map((row) => row.mark) });
    const { photo } = batch[0];
    const headers = { "X-CSRFToken": cookie("csrftoken"), ...(!photo && { "Content-Type": "application/json" }) };
    const signal = AbortSignal.timeout(photo ? PHOTO_PATIENCE : PATIENCE);
    const body = photo ? withPhoto(marks, photo) : marks;
    const response = await fetch(to, { method: "POST", redirect: "manual", signal, headers, body });
    if (response.type === "opaqueredirect" || response.status === 403) return void this.say("signed-out");
    if (response.status === 404) return void this.say("closed");
    if (response.status === 400 || response.status === 413) return this.postOneByOne(to, batch);
    if (!response.ok) return void this.say("offline");
    const answer = await response.json();
    for (const verdict of answer.verdicts) {
      const row = batch.find((one) => one.id === verdict.id);
      // The answer is kept before the mark is dropped: between the two the phone may be switched off.
      await this.answered(verdict, row);
      await store.drop("queue", verdict.id);
    }
    await this.count();
    if (to === this.settings.marks) await this.settings.arrived(answer);
    return true;
  }

  // A mark that the server cannot read must not stop the others; it is shown, not lost.
  async postOneByOne(to, batch) {
    if (batch.length > 1) {
      for (const row of batch) if (!(await this.post(to, [row]))) return false;
      return true;
    }
    const [row] = batch;
    await this.answered({ id: row.id, code: "unread", tone: "stop", icon: "close", name: row.shown?.name ?? "", title: "", detail: "", unread: true }, row);
    await store.drop("queue", row.id);
    await this.count();
    return true;
  }
}

function withPhoto(marks, photo) {
  const form = new FormData();
  form.append("batch", marks);
  form.append("photo", photo, "photo.jpg");
  return form;
}

function cookie(name) {
  const found = document.cookie.split("; ").find((part) => part.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
}

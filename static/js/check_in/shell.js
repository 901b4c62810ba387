// The frame of every page of the field: what waits to be sent, what the server decided otherwise, the page kept for later.

import * as store from "./store.js";

const byId = (id) => document.getElementById(id);
const clock = new Intl.DateTimeFormat("ru", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Almaty" });

export const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_all, name) => values[name]);
export const time = (moment) => clock.format(new Date(moment));

export class Shell {
  constructor(settings) {
    this.settings = settings;
    this.plural = new Intl.PluralRules(settings.language);
    document.documentElement.classList.add("js");
    document.addEventListener("click", async ({ target }) => {
      const seen = target.closest("[data-seen]");
      if (!seen) return;
      await store.drop("answers", seen.dataset.seen);
      await this.showAnswers();
    });
  }

  counted(forms, number) {
    return fill(forms[this.plural.select(number)] ?? forms.other, { number });
  }

  showNetwork({ state, unsent }) {
    const { texts } = this.settings;
    const bar = byId("status");
    bar.hidden = false;
    bar.dataset.state = state || (unsent ? "sending" : "sent");
    bar.querySelector("[data-part=number]").textContent = unsent;
    bar.querySelector("[data-part=words]").textContent = unsent ? this.counted(texts.unsent, unsent) : document.documentElement.dataset.kept ? texts.ready : texts.sent;
    bar.querySelector("[data-part=why]").textContent = { offline: texts.offline, "signed-out": texts.signedOut, closed: texts.closed }[state] ?? "";
    bar.querySelector("[data-part=again]").hidden = state !== "signed-out";
  }

  // Kept until somebody has seen it, also when the phone is switched off before.
  async tell(verdict, at = new Date().toISOString()) {
    await store.put("answers", { ...verdict, user: this.settings.user, at });
    return this.showAnswers();
  }

  async showAnswers() {
    const rows = (await store.all("answers")).filter((row) => row.user === this.settings.user);
    byId("answers-list").replaceChildren(...rows.map((row) => {
      const item = byId("answer-row").content.firstElementChild.cloneNode(true);
      item.querySelector("[data-part=name]").textContent = row.name || this.settings.texts.somebody;
      item.querySelector("[data-part=words]").textContent = `${time(row.at)} · ${row.title}. ${row.detail}`;
      item.querySelector("button").dataset.seen = row.id;
      return item;
    }));
    byId("answers").hidden = !rows.length;
  }

  register() {
    navigator.serviceWorker?.register(this.settings.worker, { scope: "/" }).catch(() => {});
    store.keep();
  }

  // The first visit came before the worker: the page is put beside its files by hand. Then it is said that all is ready.
  async keepPage(queue) {
    const { page } = this.settings;
    const workers = navigator.serviceWorker;
    if (!workers || !globalThis.caches) return;
    await workers.ready;
    const pages = await caches.open("check-in-pages");
    if (!(await pages.match(page))) {
      const response = await fetch(page, { redirect: "manual" }).catch(() => null);
      if (!response?.ok) return;
      await pages.put(page, response);
    }
    if (!workers.controller) await new Promise((resolve) => workers.addEventListener("controllerchange", resolve, { once: true }));
    document.documentElement.dataset.kept = "yes";
    this.showNetwork(queue);
  }
}

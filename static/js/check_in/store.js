// What the check-in page keeps in the browser: rosters, marks that wait to be sent, answers that wait to be seen.

const NAME = "check-in";
// A roster of a shift that has been over so long is forgotten.
const KEEP_HOURS = 48;
export const UNSENT = "check-in-unsent";

let opened = null;

function open() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      const base = request.result;
      base.createObjectStore("rosters", { keyPath: "key" });
      base.createObjectStore("queue", { keyPath: "id" });
      base.createObjectStore("answers", { keyPath: "id" });
      base.createObjectStore("desk", { keyPath: "key" });
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opened;
}

async function run(store, mode, act) {
  const base = await open();
  return new Promise((resolve, reject) => {
    const transaction = base.transaction(store, mode);
    const request = act(transaction.objectStore(store));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}

export const all = (store) => run(store, "readonly", (rows) => rows.getAll());
export const get = (store, key) => run(store, "readonly", (rows) => rows.get(key));
export const put = (store, row) => run(store, "readwrite", (rows) => rows.put(row));
export const drop = (store, key) => run(store, "readwrite", (rows) => rows.delete(key));

// The browser may throw data away when it is short of room; asked to keep it, it mostly does.
export const keep = () => navigator.storage?.persist?.().catch(() => false);

// Rosters of other people, and of shifts long over, have nothing to do on this phone.
export async function tidy(user) {
  const limit = Date.now() - KEEP_HOURS * 3600e3;
  for (const roster of await all("rosters")) {
    if (roster.user !== user || Date.parse(roster.ends) < limit) await drop("rosters", roster.key);
  }
}

// How many marks wait, of whomever: read by every page before somebody signs out.
export async function countUnsent() {
  const waiting = (await all("queue")).length;
  localStorage.setItem(UNSENT, String(waiting));
  return waiting;
}

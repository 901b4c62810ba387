// Signing out on a phone that keeps marks of the field: it warns about what is not sent, and forgets the rosters.

const WAITING = "check-in-unsent";

document.addEventListener("submit", async (event) => {
  const form = event.target;
  // Not form.action: a button of that name would stand in its place.
  const address = new URL(form.getAttribute("action") ?? "", location.href);
  if (form.getAttribute("method") !== "post" || !address.pathname.endsWith("/logout/")) return;
  const waiting = localStorage.getItem(WAITING);
  // No page of the field was ever opened here.
  if (waiting === null) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const words = document.querySelector("script[data-unsent]").dataset.unsent;
  if (Number(waiting) && !confirm(words.replace("{number}", waiting))) return;
  await forget().catch(() => {});
  form.submit();
}, true);

// Names go; the marks stay, and are sent when the same person signs in again. So does what is half written.
async function forget() {
  await caches.delete("check-in-pages");
  if (!Number(localStorage.getItem(WAITING))) localStorage.removeItem(WAITING);
  const base = await new Promise((resolve, reject) => {
    const request = indexedDB.open("check-in", 1);
    request.onupgradeneeded = () => request.transaction.abort();
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  await new Promise((resolve, reject) => {
    const transaction = base.transaction(["rosters", "desk"], "readwrite");
    transaction.objectStore("rosters").clear();
    // All but the keys that begin with "sketch:".
    for (const others of [IDBKeyRange.upperBound("sketch:", true), IDBKeyRange.lowerBound("sketch;")]) transaction.objectStore("desk").delete(others);
    transaction.oncomplete = resolve;
    transaction.onerror = reject;
  });
  base.close();
}

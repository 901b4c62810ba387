// What every page gains with scripts on. Everything here is an addition: without it each page works by links and forms.

document.documentElement.classList.add("js");

// --- Menus: <details> that close on Escape, on a click elsewhere, and give the focus back.
const openMenus = () => document.querySelectorAll("details.menu[open]");

document.addEventListener("click", (event) => {
  for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of openMenus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
document.addEventListener("focusout", (event) => {
  const menu = event.target.closest?.("details.menu[open]");
  if (menu && event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
});

// --- Toasts
const toasts = document.getElementById("toasts");

export function toast(text, seconds = 6) {
  const template = document.getElementById("toast-template");
  if (!toasts || !template) return;
  const box = template.content.firstElementChild.cloneNode(true);
  box.querySelector("span").textContent = text;
  toasts.append(box);
  setTimeout(() => box.remove(), seconds * 1000);
}

// --- Dialogs: <button data-dialog="ID"> opens, [data-close] and a click on the backdrop close.
let opener = null;

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-dialog]");
  if (button) {
    const dialog = document.getElementById(button.dataset.dialog);
    if (dialog && !dialog.open) {
      event.preventDefault();
      opener = button;
      dialog.showModal();
    }
    return;
  }
  const close = event.target.closest?.("[data-close]");
  if (close) close.closest("dialog")?.close();
  else if (event.target instanceof HTMLDialogElement && outside(event, event.target)) event.target.close();
});
document.addEventListener("close", () => { opener?.focus(); opener = null; }, true);

function outside(event, dialog) {
  const box = dialog.getBoundingClientRect();
  return event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom;
}

// --- Sharing: the phone's own sheet where there is one, else the address is copied.
document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-share], [data-copy]");
  if (!button) return;
  event.preventDefault();
  const url = button.dataset.share || button.dataset.copy || location.href;
  if ("share" in button.dataset && navigator.share) {
    try { await navigator.share({ title: button.dataset.title || document.title, url }); } catch { /* the person changed their mind */ }
    return;
  }
  try {
    await navigator.clipboard.writeText(url);
    toast(toasts.dataset.copied);
  } catch {
    prompt("", url);
  }
});

// --- Printing: the pass alone, see the print rules.
document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-print]")) print();
});

// --- Forms: one press, one sending. The button says what is going on and keeps its width.
document.addEventListener("submit", (event) => {
  const form = event.target;
  const button = event.submitter?.matches("button.button") ? event.submitter : null;
  if (form.method !== "post" || event.defaultPrevented || !button) return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "1";
  button.style.minWidth = `${button.offsetWidth}px`;
  button.setAttribute("aria-busy", "true");
  if (button.dataset.busy) button.querySelector("span").textContent = button.dataset.busy;
});
// The page came back from the browser's memory: the form may be sent again.
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  for (const button of document.querySelectorAll("button[aria-busy]")) button.removeAttribute("aria-busy");
});
document.addEventListener("click", (event) => {
  if (event.target.closest?.("[aria-disabled=true]")) event.preventDefault();
});

// --- A form that changes its page by itself: <form data-auto-submit> without htmx.
document.addEventListener("change", (event) => {
  const form = event.target.closest?.("form[data-auto-submit]");
  if (form && !form.hasAttribute("hx-get")) form.requestSubmit();
});

// --- What needs the reader's eye first: an error summary.
function focusFirst(root) {
  root.querySelector?.("[data-focus]")?.focus();
}
focusFirst(document);

// --- htmx: regions say they are busy, keep or take the focus, and say when the network failed.
document.addEventListener("htmx:beforeRequest", (event) => event.detail.target?.setAttribute("aria-busy", "true"));
document.addEventListener("htmx:afterRequest", (event) => {
  event.detail.target?.removeAttribute("aria-busy");
  const form = event.detail.elt.closest?.("form");
  if (form) delete form.dataset.sent;
});
document.addEventListener("htmx:afterSwap", (event) => {
  focusFirst(event.detail.target);
  const goal = event.detail.requestConfig?.elt?.dataset?.focusAfter;
  if (goal) document.querySelector(goal)?.focus();
});
document.addEventListener("htmx:sendError", () => toast(toasts.dataset.offline));
document.addEventListener("htmx:timeout", () => toast(toasts.dataset.offline));
document.addEventListener("htmx:responseError", () => toast(toasts.dataset.failed));
// A refusal comes with its own page part: 4xx answers that carry HTML for us are shown, not thrown away.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status === 422 || event.detail.xhr.status === 409) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});

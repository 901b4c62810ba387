// Keys of the desk. Every one of them presses or focuses something that stands on the page: without this file the same
// links and buttons are there. The page says which keys there are, and whoever does not want them turns them off.

const OFF = "desk-keys-off";
const help = document.querySelector("[data-keys]");
const turned = document.querySelector("[data-keys-on]");
const remembered = () => { try { return localStorage.getItem(OFF) === "1"; } catch { return false; } };
let off = remembered();

if (turned) {
  turned.checked = !off;
  turned.addEventListener("change", () => {
    off = !turned.checked;
    try { localStorage.setItem(OFF, off ? "1" : ""); } catch { /* it holds for this page */ }
  });
}

const takesText = (element) =>
  element?.closest?.("textarea, select, [contenteditable]") ||
  (element?.matches?.("input") && !["checkbox", "radio", "button", "submit"].includes(element.type));

// The key by its place, so that a Kazakh or Russian layout finds it too.
const nameOf = (event) => {
  if (event.key === "?") return "?";
  return event.code.startsWith("Key") ? event.code.slice(3).toLowerCase() : event.key;
};

const lines = () => [...document.querySelectorAll("[data-row]")];

function step(by) {
  const all = lines();
  const at = all.indexOf(document.activeElement);
  const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + by))];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

function press(key) {
  const found = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!found) return false;
  if (found.matches("a, summary")) found.click();
  else found.focus();
  if (found.matches("button, textarea")) found.scrollIntoView({ block: "center" });
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (takesText(event.target)) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  if (off || document.querySelector("dialog[open], details.menu[open]")) return;
  const key = nameOf(event);
  const list = lines().length > 0;
  let done = false;
  if (list && (key === "j" || key === "k")) { step(key === "j" ? 1 : -1); done = true; }
  else if (list && key === "o" && document.activeElement?.matches("[data-row]")) { document.activeElement.click(); done = true; }
  else if (key === "?") { if (help) { help.open = !help.open; help.scrollIntoView({ block: "nearest" }); done = true; } }
  else if (key.length === 1) done = press(key);
  if (done) event.preventDefault();
});

// Suggestions under a search field: the combobox of ARIA 1.2. Without this file the form just searches.
// The field keeps the focus; the chosen line is told by aria-activedescendant, the number of lines by a status.

const PAUSE = 180;
const SHORTEST = 2;
const answers = new Map();

function start(box) {
  const field = box.querySelector("input");
  const list = box.querySelector("[role=listbox]");
  const status = box.querySelector("[role=status]");
  let timer = 0;
  let request = null;
  let at = -1;

  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-haspopup", "listbox");
  field.setAttribute("aria-controls", list.id);
  field.setAttribute("aria-expanded", "false");

  const lines = () => [...list.querySelectorAll("[role=option]")];
  const isOpen = () => !list.hidden;

  function close() {
    clearTimeout(timer);
    request?.abort();
    list.hidden = true;
    field.setAttribute("aria-expanded", "false");
    choose(-1);
  }

  function choose(next) {
    at = next;
    for (const [number, line] of lines().entries()) line.setAttribute("aria-selected", String(number === at));
    const line = lines()[at];
    if (line) {
      field.setAttribute("aria-activedescendant", line.id);
      line.scrollIntoView({ block: "nearest" });
    } else {
      field.removeAttribute("aria-activedescendant");
    }
  }

  function show(html) {
    list.innerHTML = html;
    const announcement = list.querySelector("[data-announce]");
    const found = lines();
    for (const [number, line] of found.entries()) line.id = `${list.id}-${number}`;
    status.textContent = found.length ? announcement.textContent : "";
    announcement?.remove();
    list.hidden = !found.length;
    list.scrollTop = 0;
    field.setAttribute("aria-expanded", String(isOpen()));
    choose(-1);
  }

  async function ask() {
    const typed = field.value.trim();
    request?.abort();
    if (typed.length < SHORTEST) { status.textContent = ""; close(); return; }
    const address = `${box.dataset.suggest}?${new URLSearchParams({ q: typed })}`;
    if (!answers.has(address)) {
      request = new AbortController();
      try {
        const response = await fetch(address, { signal: request.signal });
        if (!response.ok) { close(); return; }
        answers.set(address, await response.text());
      } catch {
        // Typed on, or no network: the form still searches.
        return;
      }
    }
    if (document.activeElement === field && field.value.trim() === typed) show(answers.get(address));
  }

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
  field.addEventListener("keydown", (event) => {
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    const count = lines().length;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!isOpen()) { ask(); event.preventDefault(); return; }
      const step = event.key === "ArrowDown" ? 1 : -1;
      // Past either end the field itself is next, as the pattern has it.
      choose(((at + 1 + step + count + 1) % (count + 1)) - 1);
      event.preventDefault();
    } else if (event.key === "Enter") {
      if (isOpen() && at >= 0) { event.preventDefault(); lines()[at].click(); }
      else close();
    } else if (event.key === "Escape" && isOpen()) {
      // The first Escape closes the list, the next one empties the field as browsers do.
      event.preventDefault();
      event.stopPropagation();
      close();
    }
  });
  // Pressing a line must not take the focus from the field before the click arrives.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("pointermove", (event) => {
    const number = lines().indexOf(event.target.closest("[role=option]"));
    if (number >= 0 && number !== at) choose(number);
  });
  box.addEventListener("focusout", (event) => {
    if (!box.contains(event.relatedTarget)) close();
  });
  field.form?.addEventListener("submit", close);
}

function startAll() {
  for (const box of document.querySelectorAll("[data-search-box]:not([data-started])")) {
    box.dataset.started = "";
    start(box);
  }
}

startAll();
document.addEventListener("htmx:load", startAll);

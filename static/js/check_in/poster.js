// The poster's code of the present minute, fetched twice a minute.

const EVERY = 30e3;
const state = document.getElementById("poster-state");
const usual = state.textContent;

setInterval(async () => {
  try {
    const response = await fetch("?part=code", { redirect: "manual", signal: AbortSignal.timeout(8000) });
    if (!response.ok) throw new Error(String(response.status));
    const part = new DOMParser().parseFromString(await response.text(), "text/html");
    document.getElementById("poster-code").replaceWith(part.getElementById("poster-code"));
    if (state.textContent !== usual) state.textContent = usual;
  } catch {
    state.textContent = state.dataset.stale;
  }
}, EVERY);

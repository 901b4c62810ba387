// The filter sheet of the catalogue: "Show" and Escape lower it. Without a script the links do the same.
const close = () => {
  // htmx changes the address without moving the target.
  if (document.querySelector("#rail:target")) location.hash = "results";
};

document.getElementById("filters").addEventListener("submit", close);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") close();
});

// The filters are drawn anew with their counts: whoever was in one of them stays there.
let focused = "";
document.addEventListener("htmx:oobBeforeSwap", () => {
  focused = document.activeElement?.closest("#facets") ? document.activeElement.id : "";
});
document.addEventListener("htmx:oobAfterSwap", () => {
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
});

// The same list again (a field lost the focus) is no step that one goes back over.
document.addEventListener("htmx:beforeHistoryUpdate", ({ detail }) => {
  if (detail.history.path === location.pathname + location.search) detail.history.type = "replace";
});

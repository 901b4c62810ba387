// Tabs that do not fit on a phone start where the reader is.
for (const current of document.querySelectorAll(".tabs [aria-current]")) {
  const row = current.parentElement;
  row.scrollLeft = current.offsetLeft - row.offsetLeft - (row.clientWidth - current.offsetWidth) / 2;
}

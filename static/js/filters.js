// The filter sheet of the catalogue: "Show" and Escape lower it. Without a script the links do the same.
const close = () => {
  if (location.hash === "#rail") location.hash = "results";
};

document.getElementById("filters").addEventListener("submit", close);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") close();
});

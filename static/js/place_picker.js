// The small map of a project's page in the workplace: a click or the arrow keys set the pin and the two numbers.
const RADIANS = Math.PI / 180;

function start(box) {
  const svg = box.querySelector("svg");
  const pin = svg.querySelector(".qv-place__pin");
  const words = box.querySelector("[aria-live]");
  const latitude = document.getElementById("id_latitude");
  const longitude = document.getElementById("id_longitude");
  const region = document.getElementById("id_region");
  const town = document.getElementById("id_town");
  if (!latitude || !longitude) return;
  const number = (name) => Number(box.dataset[name]);
  const left = number("left"), top = number("top"), scale = number("scale"), cone = number("cone");
  const meridian = number("meridian");
  let view = svg.getAttribute("viewBox").split(" ").map(Number);

  const toMap = (lon, lat) => {
    const radius = 1 / Math.tan(Math.PI / 4 + (lat * RADIANS) / 2) ** cone;
    const angle = cone * (lon - meridian) * RADIANS;
    return [(radius * Math.sin(angle) - left) * scale, (radius * Math.cos(angle) - top) * scale];
  };
  const toEarth = (x, y) => {
    const px = x / scale + left, py = y / scale + top;
    const radius = Math.hypot(px, py);
    const lat = (2 * Math.atan(radius ** (-1 / cone)) - Math.PI / 2) / RADIANS;
    return [meridian + Math.atan2(px, py) / cone / RADIANS, lat];
  };
  const known = () => latitude.value !== "" && longitude.value !== "";
  const read = (field) => Number(field.value.replace(",", "."));

  function look(box4) {
    view = box4;
    svg.setAttribute("viewBox", view.map((value) => value.toFixed(2)).join(" "));
    const unit = view[2] / (svg.clientWidth || 600);
    svg.style.setProperty("--unit", unit);
    svg.querySelectorAll(".qv-place__town > *, .qv-place__pin > *").forEach((part) => {
      part.setAttribute("transform", `scale(${unit.toFixed(4)})`);
    });
  }
  function draw() {
    if (!known()) { pin.setAttribute("visibility", "hidden"); return; }
    const [x, y] = toMap(read(longitude), read(latitude));
    pin.setAttribute("transform", `translate(${x.toFixed(2)} ${y.toFixed(2)})`);
    pin.removeAttribute("visibility");
    words.textContent = `${words.dataset.words} ${latitude.value}, ${longitude.value}`;
  }
  function set(x, y) {
    const [lon, lat] = toEarth(x, y);
    latitude.value = lat.toFixed(5);
    longitude.value = lon.toFixed(5);
    draw();
  }
  function frame() {
    const kato = region ? region.value : box.dataset.region;
    svg.querySelectorAll(".qv-place__town").forEach((one) => one.classList.toggle("is-shown", one.dataset.region === kato));
    const found = svg.querySelector(`[data-frame="${CSS.escape(kato || "none")}"]`);
    if (found) look(found.textContent.split(" ").map(Number));
    else look([0, 0, 2000, 1100]);
  }
  function zoom(factor) {
    const [x, y] = known() ? toMap(read(longitude), read(latitude)) : [view[0] + view[2] / 2, view[1] + view[3] / 2];
    const width = Math.min(Math.max(view[2] * factor, 1.5), 2000), height = (view[3] * width) / view[2];
    look([x - width / 2, y - height / 2, width, height]);
  }

  svg.addEventListener("click", (event) => {
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
    set(point.x, point.y);
  });
  svg.addEventListener("keydown", (event) => {
    const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    if (event.key === "+" || event.key === "=") zoom(0.5);
    else if (event.key === "-") zoom(2);
    else if (steps[event.key]) {
      const step = view[2] / 100;
      const [x, y] = known() ? toMap(read(longitude), read(latitude)) : [view[0] + view[2] / 2, view[1] + view[3] / 2];
      set(x + steps[event.key][0] * step, y + steps[event.key][1] * step);
    } else return;
    event.preventDefault();
  });
  box.querySelector(".qv-place__tools").hidden = words.hidden = false;
  box.querySelector("[data-zoom=in]").addEventListener("click", () => zoom(0.5));
  box.querySelector("[data-zoom=out]").addEventListener("click", () => zoom(2));
  box.querySelector("[data-clear]").addEventListener("click", () => { latitude.value = longitude.value = ""; draw(); });
  for (const field of [latitude, longitude]) field.addEventListener("change", draw);
  if (region) region.addEventListener("change", frame);
  // By address: the town that is chosen comes into the middle.
  const toTown = () => {
    const dot = town && town.value && svg.querySelector(`[data-kato="${CSS.escape(town.value)}"]`);
    if (!dot) return;
    const [x, y] = dot.getAttribute("transform").match(/[-\d.]+/g).map(Number);
    look([x - 20, y - 11, 40, 22]);
  };
  if (town) {
    town.addEventListener("change", toTown);
    if (window.django && window.django.jQuery) window.django.jQuery(town).on("change", toTown);
  }
  frame();
  draw();
}

document.addEventListener("DOMContentLoaded", () => document.querySelectorAll(".qv-place").forEach(start));

// Saves a form marked data-autosave every five seconds while something changed, at once when asked by the
// event "save-now", and a last time when the page goes away. The form works without this script.
const EVERY_MS = 5000;
let unsaved = false; // typed since the last save began
let failed = false; // the last save did not get through

const form = () => document.querySelector("form[data-autosave]");

function save() {
  const saver = form()?.querySelector("[data-autosaver]");
  if (!saver) return;
  unsaved = false;
  window.htmx.trigger(saver, "autosave");
}

document.addEventListener("input", (event) => {
  if (event.target.closest?.("form[data-autosave]")) unsaved = true;
});

document.addEventListener("save-now", save);

window.setInterval(() => {
  if (unsaved || failed) save();
}, EVERY_MS);

// A button that only saves need not bring the whole page again; nor does Enter in a line.
document.addEventListener("click", (event) => {
  if (!event.target.closest?.("[data-autosave-instead]")) return;
  event.preventDefault();
  save();
}, true);

function isAutosave(event) {
  return event.detail.elt?.matches?.("[data-autosaver]");
}

document.addEventListener("htmx:afterRequest", (event) => {
  if (!isAutosave(event)) return;
  failed = !event.detail.successful;
  const words = document.querySelector("[data-saved]");
  if (failed && words) words.textContent = "Not saved yet: the site was not reached. It is tried again every five seconds.";
});

// Typed while another request was under way: it is saved with the next one.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target?.id === "interview-step") unsaved = failed = false;
});

// A closed tab: the last seconds are sent without waiting for an answer.
window.addEventListener("pagehide", () => {
  if (!(unsaved || failed) || !form()) return;
  navigator.sendBeacon(form().action, new FormData(form()));
});

window.addEventListener("beforeunload", (event) => {
  if (failed) event.preventDefault();
});

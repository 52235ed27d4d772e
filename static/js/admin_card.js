// The card form of the admin: keys that save, Enter in the field of a tried answer, a preview that did
// not arrive is said so, and what was typed is kept when the page is left.
const WORDS = {
  403: "The preview was refused: you are signed out, or may no longer edit cards. Sign in again in another tab; your text stays here.",
  404: "This card was deleted meanwhile. Copy your text before you leave this page.",
};
const UNREACHABLE = "The preview could not be updated; your text is still here.";

function say(text) {
  const status = document.getElementById("preview-status");
  if (status) status.textContent = text;
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing) return;
  if (!event.target.matches?.("#try-submitted, #try-seed, .learner-card input")) return;
  event.preventDefault();
  document.querySelector("button[name=_try]").click();
});

// Ctrl+S saves and stays, Ctrl+Enter saves and brings the next card.
document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.repeat) return;
  const name = { s: "_continue", Enter: "_save_next" }[event.key];
  const button = name && document.querySelector(`#card_form .submit-row [name=${name}]`);
  if (!button) return;
  event.preventDefault();
  button.click();
});

const form = document.getElementById("card_form");
const unsaved = document.getElementById("unsaved-edit");
let isTouched = false;
let isSaving = false;
form?.addEventListener("input", () => { isTouched = true; });
form?.addEventListener("submit", () => {
  isSaving = true;
  // A copy that arrives after the save would offer back what is saved.
  if (unsaved) htmx.trigger(unsaved, "htmx:abort");
});
document.addEventListener("htmx:beforeRequest", (event) => {
  if (isSaving && event.detail.elt === unsaved) event.preventDefault();
});
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden" && isTouched && !isSaving && unsaved) htmx.trigger(unsaved, "keep");
});

// Which side and which width were looked at last.
document.querySelectorAll("[data-kept-view]").forEach((choice) => {
  if (localStorage.getItem(choice.name) === choice.value) choice.checked = true;
  choice.addEventListener("change", () => localStorage.setItem(choice.name, choice.value));
});

document.addEventListener("htmx:responseError", (event) => {
  say(WORDS[event.detail.xhr.status] ?? UNREACHABLE);
});
for (const kind of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(kind, () => say(UNREACHABLE));
}
document.addEventListener("htmx:afterSwap", () => say(""));

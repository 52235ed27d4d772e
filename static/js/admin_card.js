// The card form of the admin: Enter in the field of a tried answer tries it, and a preview that did
// not arrive is said so. What was typed stays in the form either way.
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

document.addEventListener("htmx:responseError", (event) => {
  say(WORDS[event.detail.xhr.status] ?? UNREACHABLE);
});
for (const kind of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(kind, () => say(UNREACHABLE));
}
document.addEventListener("htmx:afterSwap", () => say(""));

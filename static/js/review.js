// The review queue by keyboard: j and k move, other keys press the button that carries them in the
// current draft. #review[data-review-shortcuts] says that the author has single keys switched on.
const TYPING = "input, textarea, select, [contenteditable]";
const root = () => document.getElementById("review");
const drafts = () => [...root().querySelectorAll("article.draft")];
const current = () => root().querySelector("article[data-current]");

function makeCurrent(draft, { focus = true } = {}) {
  current()?.removeAttribute("data-current");
  draft.setAttribute("data-current", "");
  if (focus) draft.focus({ preventScroll: true });
  draft.scrollIntoView({ block: "start" });
}

function move(step) {
  const all = drafts();
  const next = all[all.indexOf(current()) + step];
  if (next) makeCurrent(next);
  else root().querySelector(`[data-review-page=${step > 0 ? "next" : "previous"}]`)?.click();
}

function toggleLegend() {
  const legend = root().querySelector("[data-review-legend]");
  legend.open = !legend.open;
  if (legend.open) {
    legend.querySelector("summary").focus();
    legend.scrollIntoView({ block: "nearest" });
  }
}

function press(key) {
  const places = [current(), root().querySelector(".review-bar")];
  for (const place of places) {
    const button = place?.querySelector(`[data-review-key="${key}"]`);
    if (!button || button.matches(":disabled, fieldset:disabled *")) continue;
    button.click();
    return true;
  }
  return false;
}

document.addEventListener("keydown", (event) => {
  if (!root() || event.isComposing || event.defaultPrevented || event.repeat) return;
  const form = event.target.closest?.("[data-review-form]");
  if (form && event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    // A click, not requestSubmit: htmx sends the name of a button only when it was clicked.
    form.querySelector("button[name=verb]").click();
    return;
  }
  if (!("reviewShortcuts" in root().dataset)) return;
  if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest?.(TYPING)) return;
  const key = event.key.toLowerCase();
  if (key === "j" || key === "k") move(key === "j" ? 1 : -1);
  else if (key === "?") toggleLegend();
  else if (key.length !== 1 || !/[a-z]/.test(key) || !press(key)) return;
  event.preventDefault();
});

// A draft that the mouse or Tab enters is the current one.
document.addEventListener("focusin", (event) => {
  const draft = event.target.closest?.("article.draft");
  if (draft && draft !== current()) {
    current()?.removeAttribute("data-current");
    draft.setAttribute("data-current", "");
  }
});

document.addEventListener("htmx:afterSettle", (event) => {
  if (!root()?.contains(event.detail.elt) && event.detail.elt !== root()) return;
  const said = [...root().querySelectorAll("[data-announce]")].map((part) => part.textContent.trim());
  document.getElementById("review-status").textContent = said.join(" ");
  const wrong = root().querySelector("[data-review-form] [aria-invalid=true]");
  const form = root().querySelector("[data-review-form] textarea");
  const bulk = root().querySelector(".review-bulk");
  if (bulk) {
    bulk.querySelector("button, a")?.focus();
    return;
  }
  const draft = current();
  if (draft) makeCurrent(draft, { focus: !form });
  (wrong ?? form)?.focus();
});

for (const kind of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
  document.addEventListener(kind, () => {
    const status = document.getElementById("review-status");
    status.classList.remove("visually-hidden");
    status.textContent = "That did not arrive. Check the connection, or sign in again in another tab, then repeat it.";
  });
}

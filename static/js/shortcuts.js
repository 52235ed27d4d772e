// Keyboard shortcuts: an element with data-key="1" (or "space enter") is pressed by that key.
// <body data-shortcuts> says that the learner has them on; single keys must be possible to switch off.
const KEY_NAMES = { " ": "space", Enter: "enter", Escape: "escape" };
const TYPING = "input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable]";
const ACTIVATED_BY_SPACE_OR_ENTER = "a[href], button, summary, input, [tabindex='0']";

document.addEventListener("keydown", (event) => {
  if (!("shortcuts" in document.body.dataset)) return;
  if (event.repeat || event.isComposing || event.defaultPrevented) return;
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const key = KEY_NAMES[event.key] ?? event.key.toLowerCase();
  const focused = event.target;
  if (focused.closest?.(TYPING)) return;
  // The browser already presses what has the focus; pressing a second thing would rate a card unseen.
  if ((key === "space" || key === "enter") && focused.closest?.(ACTIVATED_BY_SPACE_OR_ENTER)) return;
  for (const element of document.querySelectorAll("[data-key]")) {
    if (!element.dataset.key.split(" ").includes(key)) continue;
    if (element.matches(":disabled") || !element.checkVisibility()) continue;
    event.preventDefault();
    if (element.matches("input:not([type=checkbox], [type=radio]), textarea, select")) element.focus();
    else element.click();
    return;
  }
});

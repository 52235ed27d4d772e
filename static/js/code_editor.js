// Makes the textarea of [data-code-editor] fit for code: line numbers, Tab that indents, lines that begin where the
// last one did. It stays a textarea: without this script, or with a screen reader, it is what it always was.
const INDENT = "    ";

function insert(field, words) {
  // The old command keeps the browser's undo; nothing newer does.
  if (!document.execCommand("insertText", false, words)) {
    field.setRangeText(words, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function lineStart(field) {
  return field.value.lastIndexOf("\n", field.selectionStart - 1) + 1;
}

function newLine(field) {
  const line = field.value.slice(lineStart(field), field.selectionStart);
  const indent = line.match(/^ */)[0];
  insert(field, `\n${indent}${line.trimEnd().endsWith(":") ? INDENT : ""}`);
}

function shiftLines(field, isBack) {
  const start = lineStart(field);
  const end = Math.max(field.selectionEnd, start);
  const lines = field.value.slice(start, end).split("\n");
  const shifted = lines.map((line) => (isBack ? line.replace(/^ {1,4}/, "") : line && INDENT + line)).join("\n");
  const caret = field.selectionStart;
  const isSelection = field.selectionStart !== field.selectionEnd;
  field.setSelectionRange(start, end);
  if (shifted !== field.value.slice(start, end)) insert(field, shifted);
  if (isSelection) field.setSelectionRange(start, start + shifted.length);
  else {
    const moved = Math.max(start, caret + shifted.length - (end - start));
    field.setSelectionRange(moved, moved);
  }
}

function press(event, field, state) {
  const wasLeaving = state.isLeaving;
  state.isLeaving = event.key === "Escape";
  if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
  const hasSelection = field.selectionStart !== field.selectionEnd;
  if (event.key === "Tab" && !wasLeaving) {
    event.preventDefault();
    if (event.shiftKey || hasSelection) shiftLines(field, event.shiftKey);
    else insert(field, " ".repeat(4 - ((field.selectionStart - lineStart(field)) % 4)));
  } else if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    newLine(field);
  } else if (event.key === "Shift" && wasLeaving) {
    state.isLeaving = true; // Escape, then Shift and Tab: the way back
  }
}

function enhance(editor) {
  const field = editor.querySelector("textarea");
  const numbers = document.createElement("div");
  numbers.className = "code-editor__numbers";
  numbers.setAttribute("aria-hidden", "true");
  editor.prepend(numbers);
  editor.dataset.codeEditor = "ready";
  const state = { isLeaving: false, lines: 0 };
  const count = () => {
    const lines = field.value.split("\n").length;
    if (lines !== state.lines) numbers.textContent = Array.from({ length: lines }, (_, index) => index + 1).join("\n");
    state.lines = lines;
    numbers.scrollTop = field.scrollTop;
  };
  field.addEventListener("keydown", (event) => press(event, field, state));
  field.addEventListener("blur", () => (state.isLeaving = false));
  field.addEventListener("input", count);
  field.addEventListener("scroll", () => (numbers.scrollTop = field.scrollTop));
  const help = editor.closest(".field")?.querySelector("[data-editor-help]");
  if (help) help.hidden = false;
  count();
}

function enhanceAll() {
  for (const editor of document.querySelectorAll('[data-code-editor=""]')) enhance(editor);
}

enhanceAll();
document.addEventListener("htmx:afterSettle", enhanceAll);

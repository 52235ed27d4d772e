// Lists of the card form, a row for each entry. Enter goes to the next row, Shift+Enter writes a new
// line, Backspace in an empty row takes it out, Alt+Up and Alt+Down move it.
function enliven(group) {
  group.querySelectorAll("[data-add-row], [data-remove-row]").forEach((button) => { button.hidden = false; });
  // Spare rows serve those without scripts; one is enough to start with.
  const rows = rowsOf(group);
  rows.slice(1).reverse().forEach((row) => {
    if (isEmpty(row) && rowsOf(group).filter(isEmpty).length > 1) row.remove();
  });
}

const rowsOf = (group) => [...group.querySelectorAll(":scope > [data-row]")];
const textsOf = (row) => [...row.querySelectorAll("textarea, input[type=text]")];
const isEmpty = (row) => textsOf(row).every((field) => field.value === "");
const changed = (group) => group.dispatchEvent(new Event("input", { bubbles: true }));

function addRow(group, after) {
  const template = group.querySelector(":scope > template");
  const index = Number(group.dataset.next ?? 1000);
  group.dataset.next = index + 1;
  const holder = document.createElement("template");
  holder.innerHTML = template.innerHTML.replaceAll("__index__", String(index));
  const row = holder.content.querySelector("[data-row]");
  row.querySelectorAll("[data-remove-row]").forEach((button) => { button.hidden = false; });
  if (after) after.after(row);
  else template.before(row);
  number(group);
  return row;
}

// Labels say the place of their row.
function number(group) {
  rowsOf(group).forEach((row, place) => {
    row.querySelectorAll("[aria-label]").forEach((field) => {
      field.setAttribute("aria-label", field.getAttribute("aria-label").replace(/(\d+|__number__)$/, place + 1));
    });
  });
}

function removeRow(row) {
  const group = row.parentElement;
  const rows = rowsOf(group);
  const neighbour = rows[rows.indexOf(row) - 1] ?? rows[rows.indexOf(row) + 1];
  row.remove();
  number(group);
  textsOf(neighbour ?? addRow(group))[0].focus();
  changed(group);
}

function moveRow(row, step, field) {
  const other = step < 0 ? row.previousElementSibling : row.nextElementSibling;
  if (!other?.matches("[data-row]")) return;
  if (step < 0) other.before(row);
  else other.after(row);
  number(row.parentElement);
  field.focus();
  changed(row.parentElement);
}

function goToNext(row) {
  const next = row.nextElementSibling;
  textsOf(next?.matches("[data-row]") ? next : addRow(row.parentElement, row))[0].focus();
}

document.addEventListener("click", (event) => {
  const group = event.target.closest?.("[data-rows]");
  if (!group) return;
  if (event.target.closest("[data-add-row]")) textsOf(addRow(group))[0].focus();
  if (event.target.closest("[data-remove-row]")) removeRow(event.target.closest("[data-row]"));
});

document.addEventListener("keydown", (event) => {
  const row = event.target.closest?.("[data-row]");
  if (!row || event.isComposing || event.ctrlKey || event.metaKey) return;
  const field = event.target;
  if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
    moveRow(row, event.key === "ArrowUp" ? -1 : 1, field);
  } else if (event.key === "Enter" && !event.shiftKey && !event.altKey && !field.matches("button, select")) {
    goToNext(row);
  } else if (event.key === "Backspace" && textsOf(row).includes(field) && isEmpty(row) && rowsOf(row.parentElement).length > 1) {
    removeRow(row);
  } else return;
  event.preventDefault();
});

// A pasted list of several points becomes a row each.
document.addEventListener("paste", (event) => {
  const row = event.target.closest?.("[data-row]");
  if (!row || !event.target.matches("textarea") || event.target.value) return;
  const lines = event.clipboardData.getData("text/plain").split(/\r?\n/).map((line) => line.trim()).filter(Boolean);
  const marker = /^([-*•]|\d+[.)])\s+/;
  if (lines.length < 2 || !lines.every((line) => marker.test(line))) return;
  event.preventDefault();
  let last = row;
  lines.forEach((line, place) => {
    if (place) last = addRow(row.parentElement, last);
    textsOf(last)[0].value = line.replace(marker, "");
  });
  textsOf(last)[0].focus();
  changed(row.parentElement);
});

document.querySelectorAll("[data-rows]").forEach(enliven);

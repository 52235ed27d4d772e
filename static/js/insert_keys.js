// A row of buttons that type a sign where the cursor is: phones hide them behind two keyboards.
function showRows(root) {
  for (const row of root.querySelectorAll("[data-insert-into]")) row.hidden = false;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-insert]");
  if (!button) return;
  const field = document.getElementById(button.closest("[data-insert-into]").dataset.insertInto);
  field.focus();
  field.setRangeText(button.dataset.insert, field.selectionStart, field.selectionEnd, "end");
  // Between the brackets of "sqrt()" is where the next sign belongs.
  if (button.dataset.insert.endsWith("()")) field.setSelectionRange(field.selectionEnd - 1, field.selectionEnd - 1);
  field.dispatchEvent(new Event("input", { bubbles: true }));
});

showRows(document);
document.addEventListener("htmx:afterSettle", (event) => showRows(event.detail.elt));

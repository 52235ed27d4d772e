// The theme switch in the footer: changes the page at once and tells the server in the background.
// Without this script the buttons submit the form, and the page comes back in the chosen theme.
document.addEventListener("submit", (event) => {
  const form = event.target;
  const button = event.submitter;
  if (!form.matches("[data-theme-choice]") || !button) return;
  event.preventDefault();
  document.documentElement.dataset.theme = button.value;
  for (const other of form.querySelectorAll("button[name=theme]")) {
    other.setAttribute("aria-pressed", String(other === button));
  }
  const fields = new FormData(form);
  fields.set("theme", button.value);
  fetch(form.action, { method: "POST", body: fields, redirect: "manual" }).catch(() => {
    // Offline: the page shows the choice; it is simply not remembered.
  });
});

// [data-copy="id of a field"]: copies the field's text. Hidden where the browser cannot do that.
for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const field = document.getElementById(button.dataset.copy);
    field.select();
    await navigator.clipboard.writeText(field.value);
    button.textContent = "Copied";
    document.getElementById("announcer").textContent = "The link is copied.";
  });
}

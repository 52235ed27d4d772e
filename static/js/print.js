/* Buttons that print the page. They stay hidden where there is no script: a browser prints without. */
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

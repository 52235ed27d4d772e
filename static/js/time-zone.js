// Offers the browser's time zone: as a button beside the settings field, and once as a notice to
// those whose account still counts in UTC. "Keep UTC" is remembered on this device.
const ownZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const DECLINED = "declined-time-zone";

for (const name of document.querySelectorAll("[data-zone-name]")) name.textContent = ownZone ?? "";

const beside = document.querySelector("[data-browser-zone]");
if (beside && ownZone) {
  const button = beside.querySelector("[data-use-zone]");
  const field = document.getElementById(button.dataset.useZone);
  const refresh = () => {
    beside.hidden = field.value === ownZone;
  };
  button.addEventListener("click", () => {
    field.value = ownZone;
    field.focus();
    refresh();
  });
  field.addEventListener("input", refresh);
  refresh();
}

const offer = document.querySelector("[data-zone-offer]");
if (offer && ownZone && ownZone !== "UTC" && localStorage.getItem(DECLINED) !== ownZone) {
  offer.elements.time_zone.value = ownZone;
  offer.hidden = false;
  offer.querySelector("[data-decline-zone]").addEventListener("click", () => {
    localStorage.setItem(DECLINED, ownZone);
    offer.hidden = true;
  });
}

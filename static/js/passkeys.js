// A passkey that was refused or cancelled is said in the page; without this it would stand in the console alone.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const place = document.querySelector("[data-passkey-error]");
  if (place) place.hidden = false;
});

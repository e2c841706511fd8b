// Copies a link from its field; without this file the field is selected by hand.
(() => {
  "use strict";
  for (const button of document.querySelectorAll("[data-copy]")) {
    const field = document.getElementById(button.dataset.copy);
    button.hidden = false;
    button.addEventListener("click", async () => {
      field.select();
      try {
        // A page that is not on HTTPS has no clipboard, but may copy what is selected.
        if (navigator.clipboard) await navigator.clipboard.writeText(field.value);
        else if (!document.execCommand("copy")) return;
        button.nextElementSibling.textContent = button.dataset.done;
      } catch {
        // What is selected can still be copied by hand.
      }
    });
  }
})();

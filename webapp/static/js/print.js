// Shows the button that prints the page; without this file the browser's own does.
(() => {
  "use strict";
  const print = document.querySelector("[data-print]");
  if (!print) return;
  print.hidden = false;
  print.addEventListener("click", () => window.print());
})();

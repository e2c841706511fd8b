// Shares and prints a vacancy where the browser can; without this file the text message,
// the code and the address are there all the same.
(() => {
  "use strict";
  const share = document.querySelector("[data-share]");
  const print = document.querySelector("[data-print]");
  const done = document.querySelector("[data-share-done]");
  const address = document.querySelector("link[rel=canonical]").href;
  print.hidden = false;
  print.addEventListener("click", async () => {
    // What is not on the screen is not loaded yet, but it is on the paper.
    const code = document.querySelector(".share-code");
    code.loading = "eager";
    await code.decode().catch(() => {});
    window.print();
  });
  if (!navigator.share && !navigator.clipboard) return;
  share.hidden = false;
  share.addEventListener("click", async () => {
    try {
      if (navigator.share) {
        await navigator.share({ title: share.dataset.title, url: address });
      } else {
        await navigator.clipboard.writeText(address);
        done.textContent = share.dataset.done;
      }
    } catch {
      // Whoever closes the sheet again does not want to share.
    }
  });
})();

/* The form of a posting: marks lie behind the words while one types, and lawful words
   are taken with a tap. Without this script the server does both. */
(() => {
  "use strict";
  const form = document.getElementById("posting-form");
  if (!form) return;

  // A layer behind the text, with the same words and the marks; the text stays above it.
  const layers = new Map();
  for (const holder of form.querySelectorAll("[data-marked]")) {
    const area = holder.querySelector("textarea");
    const frame = document.createElement("div");
    const layer = document.createElement("div");
    frame.className = "marked-frame";
    layer.className = "marked-layer form-control";
    layer.setAttribute("aria-hidden", "true");
    area.replaceWith(frame);
    frame.append(layer, area);
    layers.set(holder.dataset.marked, { area, layer });
    area.addEventListener("scroll", () => { layer.scrollTop = area.scrollTop; });
    // What was checked is not what stands there any more.
    area.addEventListener("input", () => { layer.replaceChildren(); });
  }

  function lay() {
    for (const [name, { area, layer }] of layers) {
      const marks = form.querySelector(`[data-marks="${name}"]`);
      layer.replaceChildren();
      if (marks) marks.classList.remove("is-laid");
      if (!marks || marks.textContent !== area.value.trim()) continue;
      const before = area.value.length - area.value.trimStart().length;
      layer.append(area.value.slice(0, before), ...marks.cloneNode(true).childNodes, "\n");
      layer.scrollTop = area.scrollTop;
      marks.classList.add("is-laid");
    }
  }
  lay();
  document.body.addEventListener("htmx:afterRequest", () => setTimeout(lay));

  // Places are counted in characters, not in the halves that some are stored in.
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=take]");
    if (!button) return;
    const [name, start, end, ...rest] = button.value.split(":");
    const input = document.getElementById(name);
    const phrase = button.closest(".finding").querySelector("mark").textContent;
    const characters = Array.from(input.value.trim());
    if (characters.slice(start, end).join("") !== phrase) return; // the server will
    event.preventDefault();
    const words = rest.join(":");
    let before = characters.slice(0, start).join("");
    let after = characters.slice(end).join("");
    if (!words) {
      const parting = /[，、,;； \t]$/;
      if (!before || /[。.!！?？\n]$/.test(before)) after = after.replace(/^[，、,;； \t]+/, "");
      else if (parting.test(before) && (!after || /^[，、,;； \t。.!！?？\n]/.test(after))) before = before.replace(parting, "");
    }
    input.value = before + words + after;
    button.closest(".wording-area").replaceChildren();
    input.focus();
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });
})();

// Keeps the lines of the control page as they are now, and rings when a coach comes into
// trouble, where the switch is on. Without this file the page says the same on reload.
(() => {
  "use strict";
  const table = document.querySelector("[data-control]");
  const body = table.tBodies[0];
  const one = (name) => document.querySelector(`[data-control-${name}]`);
  const states = new Map(
    [...document.querySelectorAll("template[data-control-state]")].map((each) => [
      each.dataset.controlState, each,
    ]),
  );
  const CELLS = ["where", "heard", "late", "aboard", "missing", "arrived"];
  const rows = new Map([...body.rows].map((row) => [Number(row.dataset.trip), row]));
  const known = new Map();

  const sound = one("sound");
  let tones = null;
  const ring = () => {
    if (!tones) return;
    for (const [after, hertz] of [[0, 880], [0.25, 660]]) {
      const tone = tones.createOscillator();
      const loud = tones.createGain();
      tone.frequency.value = hertz;
      loud.gain.setValueAtTime(0.2, tones.currentTime + after);
      loud.gain.exponentialRampToValueAtTime(0.001, tones.currentTime + after + 0.22);
      tone.connect(loud).connect(tones.destination);
      tone.start(tones.currentTime + after);
      tone.stop(tones.currentTime + after + 0.24);
    }
  };
  // A browser lets a page sound only after somebody has touched it: so a switch, off.
  sound.hidden = false;
  sound.addEventListener("click", () => {
    const isOn = sound.getAttribute("aria-checked") !== "true";
    sound.setAttribute("aria-checked", String(isOn));
    sound.querySelector("[data-on]").hidden = !isOn;
    sound.querySelector("[data-off]").hidden = isOn;
    if (isOn) {
      tones = new AudioContext();
      ring();
    } else {
      tones.close();
      tones = null;
    }
  });

  const set = (cell, words) => {
    if (cell.textContent !== words) cell.textContent = words;
  };
  const show = (news) => {
    if (news.lines.length !== rows.size || news.lines.some(([id]) => !rows.has(id))) {
      location.reload();
      return;
    }
    let isWorse = false;
    let troubles = 0;
    news.lines.forEach(([id, state, ...words], place) => {
      const row = rows.get(id);
      const look = states.get(state);
      const isTrouble = "trouble" in look.dataset;
      troubles += isTrouble;
      if (known.get(id) !== state) {
        isWorse ||= isTrouble && known.has(id);
        known.set(id, state);
        row.querySelector("[data-cell=state]").replaceChildren(look.content.cloneNode(true));
        row.className = `day-row day-row-${look.dataset.colour}`;
      }
      CELLS.forEach((name, n) => set(row.querySelector(`[data-cell=${name}]`), words[n]));
      // Only what stands elsewhere is moved: a link that has the focus keeps it.
      if (body.rows[place] !== row) body.insertBefore(row, body.rows[place]);
    });
    news.counts.forEach((count, n) => {
      const sum = document.querySelector(`[data-control-count="${n}"]`);
      sum.hidden = !count;
      set(sum.querySelector("strong"), String(count));
    });
    set(one("at"), news.at);
    const said = one("said");
    if (isWorse) {
      set(said, said.dataset.words.replace("{n}", troubles));
      ring();
    }
  };

  const refresh = async () => {
    try {
      const answer = await fetch(table.dataset.control);
      if (answer.redirected || answer.status === 401 || answer.status === 403) {
        location.reload();
        return;
      }
      if (!answer.ok) throw new Error(String(answer.status));
      const news = await answer.json();
      one("lost").hidden = true;
      show(news);
      if (news.is_over) return;
    } catch {
      one("lost").hidden = false;
    }
    setTimeout(refresh, 1000 * Number(table.dataset.every));
  };
  refresh();
})();

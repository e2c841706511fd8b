// The escort's page: what is tapped, typed or scanned is kept on the telephone first
// (IndexedDB), shown at once, and sent when there is signal. Each note has an id made
// here, so that sending twice counts once. Without this script the forms work as forms.
(() => {
  "use strict";
  const me = document.currentScript.dataset;
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const texts = read("texts");
  let coach = read("coach");
  let queue = [];
  const $ = (selector, within = document) => within.querySelector(selector);
  const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];
  const say = (text, blanks) => text.replace(/\{(\w+)\}/g, (_, name) => blanks[name]);
  // Older browsers, and pages without https, have no randomUUID.
  const newId = () =>
    [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");

  // China's time, whatever the telephone is set to.
  const china = new Intl.DateTimeFormat("en-GB", { timeZone: "Asia/Shanghai", hour: "2-digit", minute: "2-digit" });
  const clock = (ms) => china.format(ms);

  // -- kept on the telephone ---------------------------------------------------------
  const opened = new Promise((done, fail) => {
    const asked = indexedDB.open(location.pathname, 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("notes", { keyPath: "id" });
      asked.result.createObjectStore("kept");
    };
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => fail(asked.error);
  });
  const store = async (name, mode, act) => {
    const db = await opened;
    return new Promise((done, fail) => {
      const transaction = db.transaction(name, mode);
      const asked = act(transaction.objectStore(name));
      transaction.oncomplete = () => done(asked.result);
      transaction.onerror = () => fail(transaction.error);
    });
  };

  // -- what is known, with what is not sent yet --------------------------------------
  function now() {
    const people = new Map(coach.people.map((p) => [`${p.party}-${p.place}`, { ...p }]));
    const stops = new Map(coach.stops.map((s) => [s.id, { ...s }]));
    let { delay, broken, unsold } = coach;
    const taken = new Set();
    for (const note of queue) {
      if (["aboard", "no_show", "taken_back"].includes(note.what)) {
        const person = people.get(`${note.party}-${note.place}`);
        if (person) {
          person.state = note.what === "taken_back" ? "" : note.what;
          person.pending = true;
          person.warm = note.temperature || 0;
          person.unwell = note.well === false;
        }
      } else if (note.what === "walk_on") {
        unsold -= 1;
        people.set(note.id, {
          key: note.id, name: note.name, label: "", seat: null, stop: note.stop, site: note.site,
          state: "aboard", walk_on: true, pending: true,
        });
      } else if (note.what === "waiting") {
        taken.add(note.party);
        const group = coach.waiting.find((each) => each.party === note.party);
        if (group) unsold -= group.size;
      } else if (note.what === "reached" || note.what === "departed") {
        const stop = stops.get(note.stop);
        if (stop) stop[note.what] = { id: note.id, at: clock(note.made_ms) };
      } else if (note.what === "undo") {
        for (const stop of stops.values()) {
          for (const what of ["reached", "departed"]) if (stop[what]?.id === note.of) stop[what] = null;
        }
      } else if (note.what === "delayed") delay = note.minutes;
      else if (note.what === "broke_down") broken = true;
      else if (note.what === "goes_on") broken = false;
    }
    // Who did not come gives the seat away; the others of the group keep theirs.
    const free = [...people.values()].filter((p) => p.seat && p.state === "no_show").length + unsold;
    return { people, stops, delay, broken, taken, free };
  }

  const isHot = (degrees) => Boolean(coach.fever && degrees >= coach.fever);

  function show() {
    const { people, stops, delay, broken, taken, free } = now();
    const gates = new Map(coach.stops.filter((s) => s.site).map((s) => [s.site, s.name]));
    const rows = new Map($$("li[data-key]").map((row) => [row.dataset.key, row]));
    for (const [key, p] of people) {
      let row = rows.get(key);
      rows.delete(key);
      if (!row) {
        row = $("#person").content.firstElementChild.cloneNode(true);
        row.dataset.key = key;
        row.removeAttribute("id");
        $("[name=party]", row).value = p.party || "";
        $("[name=place]", row).value = p.place || "";
        $("[data-name]", row).textContent = p.name;
        $("[data-label]", row).textContent = p.label;
        $("[data-gate]", row).textContent = gates.get(p.site) || "";
        $$(".visually-hidden", row).forEach((each) => { each.textContent = ` ${p.name}`; });
        // Its buttons work once the server has given the person a number.
        if (p.key) $(".taps", row).remove();
        const section = $(`section[data-stop="${p.stop}"]`) || $('section[data-stop=""]');
        section.hidden = false;
        $(".people", section).append(row);
      }
      row.dataset.state = p.state;
      row.classList.toggle("pending", Boolean(p.pending));
      $("[data-seat]", row).textContent = p.seat || "–";
      const said = { aboard: `✓ ${texts.aboard}`, no_show: `✗ ${texts.absent}` }[p.state] || "";
      const degrees = p.warm && `${p.warm} °C${isHot(p.warm) ? ` ⚠ ${texts.fever}` : ""}`;
      row.toggleAttribute("data-unwell", Boolean(p.unwell || isHot(p.warm)));
      const more = [p.unwell && texts.unwell, degrees, p.pending && texts.pending];
      $("[data-said]", row).textContent = [said, ...more.filter(Boolean)].filter(Boolean).join(" · ");
    }
    for (const gone of rows.values()) if (!gone.closest("template")) gone.remove();
    for (const stop of stops.values()) {
      for (const what of ["reached", "departed"]) {
        const form = $(`section[data-stop="${stop.id}"] [data-move=${what}]`);
        if (!form) continue;
        const button = $("button", form);
        $("[name=of]", form).value = stop[what] ? stop[what].id : "";
        button.value = stop[what] ? "undo" : what;
        button.textContent = button.dataset.label + (stop[what] ? ` ${stop[what].at} ✓` : "");
      }
    }
    for (const row of $$("[data-waiting]")) {
      const party = Number(row.dataset.waiting);
      row.hidden = taken.has(party) || !coach.waiting.some((each) => each.party === party);
    }
    const all = [...people.values()];
    const count = (state) => all.filter((p) => p.state === state).length;
    $("[data-aboard]").textContent = count("aboard");
    $("[data-all]").textContent = all.length;
    $("[data-absent]").textContent = count("no_show");
    $("[data-free]").textContent = Math.max(0, free);
    $("[data-late]").hidden = !delay;
    $("[data-delay]").textContent = delay;
    $("[data-broken]").hidden = broken;
    $("[data-goes-on]").hidden = !broken;
    const link = $("[data-link]");
    const unsent = queue.length ? say(texts.unsent, { n: queue.length }) : "";
    link.textContent = [unsent, reached ? "" : texts.offline].filter(Boolean).join(" · ") || texts.sent;
    link.dataset.unsent = queue.length;
    link.classList.toggle("link-off", !reached);
  }

  let reached = true;
  let sending = false;
  let isUnknown = false;
  function tell(text, wrong = false) {
    const told = $("[data-told]");
    told.textContent = text;
    told.hidden = !text;
    told.classList.toggle("told-wrong", wrong);
    const scanned = $("[data-scan-told]");
    scanned.textContent = text;
    scanned.classList.toggle("told-wrong", wrong);
    if (navigator.vibrate) navigator.vibrate(wrong ? [80, 60, 80] : 40);
  }

  async function note(values) {
    const made = { id: newId(), made_ms: Date.now(), ...values };
    queue.push(made);
    show();
    try {
      await store("notes", "readwrite", (notes) => notes.put(made));
    } catch (error) {
      // No room to keep it: it is sent from memory as long as the page is open.
      console.warn(error);
    }
    return made;
  }

  async function send() {
    if (sending) return;
    sending = true;
    try {
      const batch = queue.slice(0, 200);
      const notes = batch.map(({ made_ms, ...each }) => ({ ...each, age_ms: Math.max(0, Date.now() - made_ms) }));
      const answer = await fetch(me.notes, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ notes }),
      });
      reached = answer.status < 500;
      if (answer.ok) {
        const told = await answer.json();
        coach = told.coach;
        const done = new Set(told.receipts.map((each) => each.id));
        const names = new Map(coach.people.map((p) => [`${p.party}-${p.place}`, p.name]));
        for (const receipt of told.receipts) {
          if (!receipt.refused) continue;
          const what = batch.find((each) => each.id === receipt.id);
          const line = document.createElement("li");
          line.textContent = `${what.name || names.get(`${what.party}-${what.place}`) || ""} ${receipt.refused}`;
          $("[data-refused]").append(line);
          $("[data-refused]").hidden = false;
        }
        queue = queue.filter((each) => !done.has(each.id));
        await store("notes", "readwrite", (kept) => {
          let last;
          for (const id of done) last = kept.delete(id);
          return last || kept.count();
        });
        await store("kept", "readwrite", (kept) => kept.put(coach, "coach"));
      } else if (answer.status === 410) {
        await forget();
      } else if (answer.status === 404 && !isUnknown) {
        // A browser that was killed may have lost its cookie: the link gives it anew.
        tell(texts.again, true);
      }
      isUnknown = answer.status === 404;
    } catch {
      reached = false;
    }
    sending = false;
    show();
  }

  // The day is over or the link was taken back: names go, notes stay to be asked for.
  async function forget() {
    tell(texts.over, true);
    coach.people = [];
    coach.waiting = [];
    coach.tickets = {};
    await store("kept", "readwrite", (kept) => kept.clear());
    if (self.caches) (await caches.open("board")).delete(location.pathname);
  }

  // -- tickets -----------------------------------------------------------------------
  async function hash(text) {
    const bytes = new TextEncoder().encode(coach.salt + text);
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    return [...digest].map((b) => b.toString(16).padStart(2, "0")).join("");
  }

  // A company's whole coach comes with one ticket.
  const MOST_NAMED = 4;
  function seats(people) {
    const runs = [];
    for (const seat of people.map((p) => p.seat).filter(Boolean).sort((a, b) => a - b)) {
      const run = runs[runs.length - 1];
      if (run && seat === run[1] + 1) run[1] = seat;
      else runs.push([seat, seat]);
    }
    return runs.map(([from, to]) => (from === to ? from : `${from}–${to}`)).join("、") || "–";
  }

  async function take(text, means) {
    const party = coach.tickets[await hash(text)];
    if (!party) return tell(text.startsWith("ZD1.") ? texts.other : texts.unknown, true);
    const people = [...now().people.values()].filter((p) => p.party === party);
    const [first] = people;
    const name = people.length > MOST_NAMED ? say(texts.group, { name: first.name || first.label, n: people.length }) : people.map((p) => p.name).join("、");
    const row = $(`li[data-key="${party}-1"]`);
    if (row) row.scrollIntoView({ block: "center" });
    const open = people.filter((p) => p.state !== "aboard");
    if (!open.length) return tell(say(texts.twice, { name }), true);
    if (coach.health !== "none") return tell(`${name}: ${texts.ask}`);
    for (const p of open) await note({ what: "aboard", party: p.party, place: p.place, means });
    tell(say(texts.welcome, { name, seat: seats(people) }));
    return send();
  }

  // -- taps --------------------------------------------------------------------------
  const NUMBERS = new Set(["party", "place", "stop", "site", "minutes", "temperature"]);
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (form.matches("[data-find]") && self.crypto?.subtle) {
      event.preventDefault();
      const field = $("#code");
      const typed = field.value.trim();
      const digits = typed.startsWith("ZD1.") ? typed : typed.replace(/\D/g, "");
      if (!digits) return tell(texts.digits, true);
      field.value = "";
      return take(digits, typed.startsWith("ZD1.") ? "qr" : "code");
    }
    if (!form.matches("[data-note]")) return undefined;
    event.preventDefault();
    const values = {};
    for (const [name, value] of new FormData(form, event.submitter)) {
      const text = value.trim();
      if (text && !["csrf_token", "page"].includes(name)) values[name] = NUMBERS.has(name) ? Number(text) : text;
    }
    if ("well" in values) values.well = false;
    else if (values.what === "aboard" && coach.health === "question") values.well = true;
    if (values.what !== "undo") delete values.of;
    const room = now().free;
    if (values.what === "walk_on" && room < 1) return tell(texts.full, true);
    if (values.what === "waiting" && room < coach.waiting.find((w) => w.party === values.party)?.size) {
      return tell(texts.full, true);
    }
    await note(values);
    const name = isHot(values.temperature) && $("[data-name]", form).textContent;
    tell(name ? say(texts.hot, { name, degrees: values.temperature }) : "", Boolean(name));
    if (values.what === "walk_on") {
      form.reset();
      form.closest("details").open = false;
    }
    return send();
  });

  // -- the camera --------------------------------------------------------------------
  let camera = null;
  async function reader() {
    if ("BarcodeDetector" in self && (await BarcodeDetector.getSupportedFormats()).includes("qr_code")) {
      const detector = new BarcodeDetector({ formats: ["qr_code"] });
      return async (video) => (await detector.detect(video))[0]?.rawValue;
    }
    const { decodeQR } = await import(me.decoder);
    const canvas = document.createElement("canvas");
    const context = canvas.getContext("2d", { willReadFrequently: true });
    return async (video) => {
      canvas.width = video.videoWidth;
      canvas.height = video.videoHeight;
      context.drawImage(video, 0, 0);
      try {
        return decodeQR(context.getImageData(0, 0, canvas.width, canvas.height));
      } catch {
        return undefined;
      }
    };
  }
  function close() {
    for (const track of camera?.getTracks() || []) track.stop();
    camera = null;
    $("[data-scanner]").hidden = true;
  }
  async function scan() {
    const video = $("[data-scanner] video");
    try {
      camera = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      $("[data-scanner]").hidden = false;
      $("[data-scan-told]").textContent = "";
      video.srcObject = camera;
      await video.play();
      const decode = await reader();
      let last = "";
      while (camera) {
        const text = video.videoWidth ? await decode(video) : "";
        if (text && text !== last) {
          last = text;
          await take(text, "qr");
        }
        await new Promise((done) => setTimeout(done, 120));
      }
    } catch (error) {
      close();
      tell(texts.camera, true);
      $("#code").focus();
    }
  }

  // -- dark by night or by the switch ------------------------------------------------
  const dark = $("[data-dark]");
  function darken(on) {
    document.documentElement.classList.toggle("dark", on);
    dark.textContent = on ? texts.light : texts.dark;
    dark.href = `?dark=${on ? 0 : 1}`;
  }
  dark.addEventListener("click", (event) => {
    event.preventDefault();
    const on = !document.documentElement.classList.contains("dark");
    document.cookie = `board_dark=${on ? 1 : 0}; path=/board; samesite=lax`;
    darken(on);
  });

  async function begin() {
    const chosen = /board_dark=([01])/.exec(document.cookie);
    const [from, to] = document.documentElement.dataset.night.split("-").map(Number);
    const hour = parseInt(clock(Date.now()), 10);
    darken(chosen ? chosen[1] === "1" : hour >= from || hour < to);
    $("[data-thumb]").hidden = false;
    $("[data-scan]").addEventListener("click", scan);
    $("[data-scan-end]").addEventListener("click", close);
    $("[data-type]").addEventListener("click", (event) => {
      event.preventDefault();
      $("#code").scrollIntoView({ block: "center" });
      $("#code").focus();
    });
    try {
      // What was tapped while this was read is there already.
      const before = await store("notes", "readonly", (notes) => notes.getAll());
      const tapped = new Set(queue.map((each) => each.id));
      queue = before.filter((each) => !tapped.has(each.id)).sort((a, b) => a.made_ms - b.made_ms).concat(queue);
      const kept = await store("kept", "readonly", (all) => all.get("coach"));
      if (kept && kept.made_ms > coach.made_ms) coach = kept;
    } catch (error) {
      console.warn(error);
    }
    if (Date.now() > coach.closes_ms) await forget();
    show();
    if ("serviceWorker" in navigator) {
      navigator.serviceWorker.register(me.worker, { scope: "/board/" }).then(async () => {
        // The page that was open before the worker came is kept too.
        await navigator.serviceWorker.ready;
        const cache = await caches.open("board");
        if (!(await cache.match(location.pathname))) await cache.add(location.pathname);
        document.documentElement.dataset.kept = "1";
      }).catch((error) => console.warn(error));
    }
    await send();
    setInterval(send, 15000);
    addEventListener("online", send);
    document.addEventListener("visibilitychange", () => { if (!document.hidden) send(); });
  }
  begin();
})();

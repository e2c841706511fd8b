/* A plan changed by hand: parties are dragged to coaches by mouse, finger or keyboard.
   Without this script every change is a form; with it only what differs is drawn anew. */
(function () {
  "use strict";
  const desk = document.querySelector("[data-edit]");
  if (!desk) return;
  const said = desk.querySelector("[data-said]");
  const dialog = document.querySelector("[data-dialog]");
  const inside = dialog.querySelector("[data-dialog-body]");
  const FAR_PX = 8;
  const EDGE_PX = 60;
  const WATCH_MS = 4000;
  let held = null; // the chip that is carried by keyboard
  let drag = null; // what the pointer carries
  let busy = false;

  /* Trips are folded: all open where there is room, one at a time where there is not. */
  const wide = window.matchMedia("(min-width: 62rem)");
  const GROUP = "edit-card";

  function unfold(scope) {
    scope.querySelectorAll("[data-fold]").forEach(function (fold) {
      if (wide.matches) fold.removeAttribute("name");
      else fold.setAttribute("name", GROUP);
      fold.open = wide.matches;
    });
  }

  function show(id) {
    const fold = desk.querySelector("#" + id + " [data-fold]");
    if (fold) fold.open = true;
  }

  function named(hash) {
    const found = /^#((?:trip|train)-\d+)$/.exec(hash);
    if (found) show(found[1]);
  }

  unfold(desk);
  named(location.hash);
  wide.addEventListener("change", function () { unfold(desk); });

  function say(text, isWrong) {
    said.textContent = text;
    said.classList.toggle("is-wrong", Boolean(isWrong));
  }

  /* Why nothing was changed, beside the button that was pressed. */
  function tell(form, text) {
    const told = inside.querySelector(".field-error") || document.createElement("p");
    told.className = "field-error";
    told.setAttribute("role", "alert");
    told.textContent = text;
    form.append(told);
  }

  /* Send a form; the answer is what of the page differs. */
  function send(url, data, form) {
    if (busy) return Promise.resolve();
    busy = true;
    data.set("seen", desk.dataset.token);
    data.set("csrf_token", desk.dataset.csrf);
    desk.setAttribute("aria-busy", "true");
    return fetch(url, {
      method: "POST", body: data, credentials: "same-origin",
      headers: { Accept: "application/json" },
    }).then(function (answer) {
      if (!answer.ok) throw new Error(String(answer.status));
      return answer.json().then(function (told) {
        if (told.refused) {
          // What was typed stays where it is.
          if (dialog.open) tell(form, told.said);
          return say(told.said, true);
        }
        if (dialog.open) dialog.close();
        if (told.stale) return anew(told.said);
        draw(told);
        return null;
      });
    }).catch(function () {
      if (dialog.open) dialog.close();
      return anew(desk.dataset.failed);
    }).finally(function () {
      busy = false;
      desk.removeAttribute("aria-busy");
    });
  }

  function draw(told) {
    desk.dataset.token = told.token;
    document.querySelectorAll("[data-seen]").forEach(function (field) {
      field.value = told.token;
    });
    const cards = desk.querySelector("[data-cards]");
    Object.keys(told.cards).forEach(function (number) {
      const old = document.getElementById("trip-" + number);
      if (told.cards[number] === null) {
        if (old) old.remove();
        return;
      }
      const made = document.createElement("template");
      made.innerHTML = told.cards[number].trim();
      const wasOpen = old && old.querySelector("[data-fold]").open;
      unfold(made.content);
      if (old) old.replaceWith(made.content);
      else place(cards, made.content.firstElementChild, Number(number));
      // A coach that comes, or comes back, is what was asked for.
      if (wasOpen || !old) show("trip-" + number);
    });
    Object.keys(told.parts).forEach(function (part) {
      const box = desk.querySelector('[data-part="' + part + '"]');
      const open = Array.from(box.querySelectorAll("[data-fold][open]"));
      box.innerHTML = told.parts[part];
      unfold(box);
      open.forEach(function (fold) { show(fold.parentElement.id); });
    });
    say(told.said);
  }

  function place(cards, card, number) {
    const after = Array.from(cards.children).find(function (other) {
      return Number(other.dataset.trip) > number;
    });
    cards.insertBefore(card, after || null);
  }

  /* Draw the whole desk as it is now, after a colleague's change. */
  function anew(text) {
    return fetch(location.href, { credentials: "same-origin" }).then(function (answer) {
      return answer.text();
    }).then(function (page) {
      const now = new DOMParser().parseFromString(page, "text/html")
        .querySelector("[data-edit]");
      if (!now) return location.reload();
      ["[data-cards]", '[data-part="summary"]', '[data-part="rail"]',
        '[data-part="trains"]'].forEach(function (part) {
        desk.querySelector(part).innerHTML = now.querySelector(part).innerHTML;
      });
      unfold(desk);
      desk.dataset.token = now.dataset.token;
      document.querySelectorAll("[data-seen]").forEach(function (field) {
        field.value = now.dataset.token;
      });
      say(text, true);
      return null;
    });
  }

  function move(chip, to) {
    if (chip.dataset.outOf === to) return;
    const data = new FormData();
    data.set("kind", "move");
    data.set("party", chip.dataset.party);
    data.set("out_of", chip.dataset.outOf);
    data.set("trip", to);
    send(desk.dataset.url, data);
  }

  /* Forms and panels. */
  document.addEventListener("submit", function (event) {
    const form = event.target;
    if (!form.matches("form[data-change]")) return;
    event.preventDefault();
    send(form.action, new FormData(form), form);
  });

  desk.addEventListener("click", function (event) {
    const target = event.target.closest("[data-drop]");
    if (held && target) {
      event.preventDefault();
      const chip = held;
      letGo("");
      move(chip, target.dataset.drop);
      return;
    }
    const way = event.target.closest('a[href^="#trip-"], a[href^="#train-"]');
    if (way) named(way.hash);
    const link = event.target.closest("a[data-panel]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (drag && drag.moved) return;
    fetch(link.href, { credentials: "same-origin" }).then(function (answer) {
      if (!answer.ok) throw new Error(String(answer.status));
      return answer.text();
    }).then(function (page) {
      const body = new DOMParser().parseFromString(page, "text/html")
        .querySelector("[data-panel-body]");
      inside.replaceChildren(document.importNode(body, true));
      dialog.showModal();
      const first = inside.querySelector("button, select, input:not([type=hidden])");
      if (first) first.focus();
    }).catch(function () { location.assign(link.href); });
  });

  /* By keyboard: Space picks a party up, Enter on a coach puts it there. */
  desk.addEventListener("keydown", function (event) {
    const chip = event.target.closest("[data-party]");
    if (event.key === " " && chip) {
      event.preventDefault();
      if (held === chip) letGo(desk.dataset.putBack);
      else pick(chip);
    } else if (event.key === "Escape" && held) {
      const back = held;
      letGo(desk.dataset.putBack);
      back.focus();
    } else if (held && (event.key === "ArrowRight" || event.key === "ArrowLeft")) {
      const all = Array.from(desk.querySelectorAll(".edit-rail-trip"));
      const here = all.indexOf(document.activeElement);
      const next = all[here + (event.key === "ArrowRight" ? 1 : -1)];
      if (next) { event.preventDefault(); next.focus(); }
    }
  });

  function pick(chip) {
    letGo("");
    held = chip;
    chip.classList.add("is-held");
    desk.classList.add("is-carrying");
    say(desk.dataset.held.replace("{who}", chip.dataset.name));
    const first = desk.querySelector(".edit-rail-trip");
    if (first) first.focus();
  }

  function letGo(text) {
    if (held) held.classList.remove("is-held");
    held = null;
    desk.classList.remove("is-carrying");
    if (text) say(text);
  }

  /* By pointer: a mouse takes the whole chip, a finger its handle. */
  desk.addEventListener("pointerdown", function (event) {
    const chip = event.target.closest("[data-party]");
    if (!chip || event.button !== 0) return;
    if (event.pointerType !== "mouse" && !event.target.closest(".edit-grip")) return;
    drag = { chip: chip, x: event.clientX, y: event.clientY, moved: false, target: null,
      id: event.pointerId };
  });

  document.addEventListener("pointermove", function (event) {
    if (!drag || event.pointerId !== drag.id) return;
    if (!drag.moved) {
      if (Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < FAR_PX) return;
      drag.moved = true;
      drag.ghost = drag.chip.cloneNode(true);
      drag.ghost.classList.add("edit-ghost");
      drag.ghost.removeAttribute("href");
      document.body.append(drag.ghost);
      desk.classList.add("is-carrying");
    }
    event.preventDefault();
    // Moved by its own properties: a style attribute would be refused.
    drag.ghost.style.left = event.clientX + 10 + "px";
    drag.ghost.style.top = event.clientY + 10 + "px";
    const under = document.elementFromPoint(event.clientX, event.clientY);
    aim(under && under.closest("[data-drop]"));
    if (event.clientY < EDGE_PX) window.scrollBy(0, -14);
    else if (event.clientY > window.innerHeight - EDGE_PX) window.scrollBy(0, 14);
  }, { passive: false });

  document.addEventListener("pointerup", function (event) {
    if (!drag || event.pointerId !== drag.id) return;
    const done = drag;
    end();
    if (done.moved && done.target) move(done.chip, done.target.dataset.drop);
    // The click that follows would open the panel.
    if (done.moved) {
      drag = done;
      window.setTimeout(function () { if (drag === done) drag = null; }, 0);
    }
  });
  document.addEventListener("pointercancel", end);
  desk.addEventListener("dragstart", function (event) { event.preventDefault(); });

  function aim(target) {
    if (!drag || drag.target === target) return;
    if (drag.target) drag.target.classList.remove("is-target");
    drag.target = target;
    if (target) target.classList.add("is-target");
  }

  function end() {
    if (!drag) return;
    if (drag.target) drag.target.classList.remove("is-target");
    if (drag.ghost) drag.ghost.remove();
    desk.classList.remove("is-carrying");
    drag = null;
  }

  /* A colleague's change is seen without asking for it. */
  window.setInterval(function () {
    if (busy || held || drag || dialog.open || document.hidden) return;
    fetch(desk.dataset.watch, { credentials: "same-origin" }).then(function (answer) {
      return answer.ok ? answer.json() : null;
    }).then(function (told) {
      if (!told || busy || held || drag || dialog.open) return null;
      return told.token === desk.dataset.token ? null : anew(desk.dataset.colleague);
    }).catch(function () { /* asked again in a moment */ });
  }, WATCH_MS);
})();

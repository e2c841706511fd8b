/*
 * The map of a plan: the trips in their colours over the local basemap.
 *
 * Markup: <div data-plan-map data-plan="….geojson" data-basemap="folder" …>, and any
 * element with data-trip="7" becomes a partner of trip 7: pointing at it lifts the trip
 * out, a click on its button keeps it out and zooms to it. Without this script the
 * page's tables say the same.
 */
(function () {
  "use strict";

  const box = document.querySelector("[data-plan-map]");
  if (!box || !window.L) return;

  const BADGE_PX = 26;
  const map = L.map(box, {
    zoomSnap: 0.25,
    zoomControl: false,
    minZoom: 3,
    maxZoom: 14,
    maxBounds: [[0, 60], [60, 150]],
  });
  L.control.zoom({
    position: "topright",
    zoomInTitle: box.dataset.zoomIn,
    zoomOutTitle: box.dataset.zoomOut,
  }).addTo(map);
  map.attributionControl.setPrefix(false);
  if (box.dataset.attribution) {
    map.attributionControl.addAttribution(box.dataset.attribution);
  }
  map.createPane("casing").style.zIndex = 380;

  const lines = new Map(); // trip number -> {line, casing, stops, bounds}
  const badges = L.layerGroup().addTo(map);
  let shown = null; // the trip that is lifted out
  let kept = null; // the trip that stays so
  let everything = null;
  let gates = null;

  function fetched(url) {
    return fetch(url, { credentials: "same-origin" }).then(function (answer) {
      if (!answer.ok) throw new Error(url + ": " + answer.status);
      return answer.json();
    });
  }

  /* Trips: a pale casing below, the coloured line above, a wide clear line to catch. */
  function drawTrip(feature) {
    const trip = feature.properties.trip;
    const points = L.GeoJSON.coordsToLatLngs(feature.geometry.coordinates);
    const casing = L.polyline(points, {
      pane: "casing", interactive: false, className: "trip-casing",
    }).addTo(map);
    const line = L.polyline(points, {
      color: feature.properties.colour, interactive: false, className: "trip-line",
    }).addTo(map);
    const grip = L.polyline(points, { weight: 14, opacity: 0 }).addTo(map);
    grip.on("mouseover", function () { show(trip, false); });
    grip.on("mouseout", function () { show(kept, false); });
    grip.on("click", function (event) {
      L.DomEvent.stopPropagation(event);
      keep(trip);
    });
    grip.bindTooltip(tripText(feature.properties), { sticky: true, className: "trip-tip" });
    lines.set(trip, {
      line: line, casing: casing, grip: grip, stops: [], bounds: line.getBounds(),
      colour: feature.properties.colour,
    });
    everything = everything ? everything.extend(line.getBounds())
      : L.latLngBounds(line.getBounds().getSouthWest(), line.getBounds().getNorthEast());
  }

  /* A train: a dashed line from station to station, as the crow flies. */
  function drawTrain(feature) {
    const points = L.GeoJSON.coordsToLatLngs(feature.geometry.coordinates);
    L.polyline(points, { className: "train-line", weight: 3, dashArray: "2 7" })
      .bindTooltip(
        textElement(feature.properties.name + " · " + feature.properties.riders),
        { sticky: true, className: "trip-tip" })
      .addTo(map);
  }

  function tripText(properties) {
    const tip = document.createElement("span");
    const name = document.createElement("strong");
    name.textContent = box.dataset.tripLabel.replace("{}", properties.trip);
    tip.append(name, " ", properties.name, document.createElement("br"),
      box.dataset.loadLabel
        .replace("{riders}", properties.riders)
        .replace("{seats}", properties.seats)
        .replace("{km}", properties.km));
    return tip;
  }

  function drawStop(feature) {
    const p = feature.properties;
    const point = L.GeoJSON.coordsToLatLng(feature.geometry.coordinates);
    const dot = L.circleMarker(point, {
      radius: p.kind === "gate" ? 3 : 4.5,
      color: "#fff", weight: 1.25, fillColor: p.colour, fillOpacity: 1,
      className: "stop-dot stop-" + p.kind, pane: "stops",
    }).addTo(map);
    dot.on("click", function (event) {
      L.DomEvent.stopPropagation(event);
      keep(p.trip);
    });
    dot.bindTooltip(textElement(p.at + " " + p.name), { className: "trip-tip" });
    lines.get(p.trip).stops.push({ dot: dot, point: point, about: p });
    if (p.kind === "gate") {
      gates = gates ? gates.extend(point) : L.latLngBounds(point, point);
    }
  }

  function textElement(text) {
    const span = document.createElement("span");
    span.textContent = text;
    return span;
  }

  /* The numbers of a trip's stops; those that would cover each other share a badge. */
  function drawBadges() {
    badges.clearLayers();
    const entry = lines.get(shown);
    if (!entry) return;
    const groups = [];
    entry.stops.forEach(function (stop) {
      const at = map.latLngToContainerPoint(stop.point);
      const last = groups[groups.length - 1];
      const isNear = last && last.kind === stop.about.kind
        && last.at.distanceTo(at) < BADGE_PX;
      if (isNear) last.stops.push(stop);
      else groups.push({ at: at, kind: stop.about.kind, stops: [stop] });
    });
    groups.forEach(function (group) {
      const first = group.stops[0];
      const end = group.stops[group.stops.length - 1];
      const isOne = first === end;
      L.marker(first.point, {
        interactive: false,
        keyboard: false,
        icon: L.divIcon({
          className: "stop-number stop-number-" + group.kind,
          html: textElement(isOne ? first.about.number
            : first.about.number + "–" + end.about.number),
          iconSize: [isOne ? 22 : 38, 22],
        }),
      }).addTo(badges);
      if (shown !== kept) return;
      const text = isOne ? first.about.at + " " + first.about.short
        : box.dataset.gatesLabel.replace("{n}", group.stops.length)
          .replace("{from}", first.about.at).replace("{to}", end.about.at);
      L.tooltip({
        permanent: true, className: "stop-label",
        direction: group.kind === "gate" ? "bottom" : "top", offset: [0, group.kind === "gate" ? 12 : -12],
      }).setLatLng(first.point).setContent(textElement(text)).addTo(badges);
    });
  }

  function partners(trip) {
    return document.querySelectorAll('[data-trip="' + Number(trip) + '"]');
  }

  /* Lift one trip out of the others; null shows all alike. */
  function show(trip, zoom) {
    shown = trip;
    drawBadges();
    box.classList.toggle("has-focus", trip !== null);
    document.querySelectorAll("[data-trip].is-shown").forEach(function (element) {
      element.classList.remove("is-shown");
    });
    lines.forEach(function (entry, number) {
      const isShown = number === trip;
      [entry.line, entry.casing].forEach(function (layer) {
        const element = layer.getElement();
        if (element) element.classList.toggle("is-shown", isShown);
      });
      entry.stops.forEach(function (stop) {
        const element = stop.dot.getElement();
        if (element) element.classList.toggle("is-shown", isShown);
      });
      if (isShown) {
        entry.line.bringToFront();
        entry.stops.forEach(function (stop) { stop.dot.bringToFront(); });
        if (zoom) map.flyToBounds(entry.bounds.pad(0.15), { duration: 0.6 });
      }
    });
    if (trip === null) return;
    partners(trip).forEach(function (element) { element.classList.add("is-shown"); });
  }

  function keep(trip) {
    kept = kept === trip ? null : trip;
    show(kept, kept !== null);
    document.querySelectorAll("[data-trip][aria-pressed]").forEach(function (element) {
      element.setAttribute("aria-pressed", String(Number(element.dataset.trip) === kept));
    });
    if (kept === null) {
      map.flyToBounds(everything.pad(0.05), { duration: 0.6 });
      return;
    }
    const first = partners(kept)[0];
    if (first) first.scrollIntoView({ block: "nearest", behavior: "smooth" });
  }

  function listen() {
    document.querySelectorAll("[data-trip]").forEach(function (element) {
      const trip = Number(element.dataset.trip);
      element.addEventListener("mouseenter", function () { show(trip, false); });
      element.addEventListener("mouseleave", function () { show(kept, false); });
      element.addEventListener("focusin", function () { show(trip, false); });
      if (element.matches("button")) {
        element.addEventListener("click", function () { keep(trip); });
      }
    });
    document.querySelectorAll("[data-map-view]").forEach(function (button) {
      button.addEventListener("click", function () {
        const bounds = button.dataset.mapView === "gates" ? gates : everything;
        if (bounds) map.flyToBounds(bounds.pad(0.1), { duration: 0.6 });
      });
    });
    map.on("zoomend", drawBadges);
    map.on("click", function () { if (kept !== null) keep(kept); });
  }

  map.fitBounds([[24, 102], [36, 122]]);
  const plan = fetched(box.dataset.plan).then(function (data) {
    data.features.filter(function (f) { return f.properties.kind === "trip"; })
      .forEach(drawTrip);
    data.features.filter(function (f) { return f.properties.kind === "train"; })
      .forEach(drawTrain);
    data.features.filter(function (f) {
      return f.properties.kind === "pickup" || f.properties.kind === "gate";
    }).forEach(drawStop);
    if (everything) map.fitBounds(everything.pad(0.05));
    listen();
    const only = box.dataset.only && Number(box.dataset.only);
    if (only && lines.has(only)) { kept = only; show(only, true); }
    box.classList.add("is-ready");
  });
  const base = window.zhidaBasemap(map, box.dataset.basemap);
  // Names above the trips' lines, below their stops.
  map.getPane("basemap-names").style.zIndex = 420;
  map.createPane("stops").style.zIndex = 430;
  Promise.all([plan, base]).catch(function () {
    const note = document.createElement("p");
    note.className = "map-failed";
    note.textContent = box.dataset.failed;
    box.append(note);
  });
})();

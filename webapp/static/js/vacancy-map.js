/* Where a vacancy is: a point over the local basemap; without scripts the address. */
(function () {
  "use strict";

  const box = document.querySelector("[data-place-map]");
  if (!box || !window.L) return;
  box.hidden = false;
  const point = [Number(box.dataset.lat), Number(box.dataset.lon)];
  const map = L.map(box, {
    scrollWheelZoom: false,
    keyboard: false,
    minZoom: 5,
    maxZoom: 13,
  }).setView(point, 10);
  map.attributionControl.setPrefix(false);
  map.attributionControl.addAttribution(box.dataset.attribution);
  zhidaBasemap(map, box.dataset.basemap).catch(function () { box.hidden = true; });
  L.circleMarker(point, {
    radius: 9, weight: 3, color: "#ffffff", fillColor: "#c2410c", fillOpacity: 1,
    interactive: false,
  }).addTo(map);
})();

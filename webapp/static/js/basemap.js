/*
 * The map under all maps, drawn from files of this server.
 *
 * zhidaBasemap(map, folder) adds land, main roads, county borders (from zoom 8) and
 * names to a Leaflet map; folder is the address of vendor/basemap. It returns a promise
 * that is kept when the land and the names are drawn. Colours are the custom properties
 * --map-land, --map-border, --map-road, --map-county and --map-sea of the map's element;
 * the names have the class map-city, and map-city-1 (capitals) to map-city-4 (towns).
 */
(function () {
  "use strict";

  const COUNTIES_FROM_ZOOM = 8;
  const ROADS_FROM_ZOOM = 5;
  /* By rank: capitals, cities, counties, towns. */
  const NAMES_FROM_ZOOM = { 1: 0, 2: 6.5, 3: 8.75, 4: 10 };
  const LABEL_WIDTH = 64;
  const LABEL_HEIGHT = 22;

  function fetched(url) {
    return fetch(url, { credentials: "same-origin" }).then(function (answer) {
      if (!answer.ok) throw new Error(url + ": " + answer.status);
      return answer.json();
    });
  }

  function palette(box) {
    const style = getComputedStyle(box);
    function colour(name, otherwise) {
      return style.getPropertyValue(name).trim() || otherwise;
    }
    return {
      land: colour("--map-land", "#f7f5f0"),
      border: colour("--map-border", "#b9b4a7"),
      road: colour("--map-road", "#e3d3a8"),
      county: colour("--map-county", "#dcd8cd"),
      sea: colour("--map-sea", "#dbe7ee"),
    };
  }

  /* Names that would cover each other give way to the greater place. */
  function drawNames(map, places) {
    const layer = L.layerGroup().addTo(map);
    function redraw() {
      layer.clearLayers();
      const zoom = map.getZoom();
      const bounds = map.getBounds();
      const taken = [];
      places.forEach(function (place) {
        if (zoom < NAMES_FROM_ZOOM[place.properties.rank]) return;
        const point = L.GeoJSON.coordsToLatLng(place.geometry.coordinates);
        if (!bounds.contains(point)) return;
        const at = map.latLngToContainerPoint(point);
        const free = taken.every(function (other) {
          return Math.abs(other.x - at.x) > LABEL_WIDTH
            || Math.abs(other.y - at.y) > LABEL_HEIGHT;
        });
        if (!free) return;
        taken.push(at);
        const text = document.createElement("span");
        text.textContent = place.properties.name;
        L.marker(point, {
          pane: "basemap-names",
          interactive: false,
          keyboard: false,
          icon: L.divIcon({ className: "map-city map-city-" + place.properties.rank, html: text, iconSize: [0, 0] }),
        }).addTo(layer);
      });
    }
    map.on("moveend", redraw);
    redraw();
  }

  function zhidaBasemap(map, folder) {
    const colours = palette(map.getContainer());
    map.getContainer().style.background = colours.sea;
    map.createPane("basemap").style.zIndex = 200;
    map.createPane("basemap-names").style.zIndex = 390;
    map.getPane("basemap-names").style.pointerEvents = "none";
    const renderer = L.canvas({ pane: "basemap", padding: 0.3 });

    function draw(data, style) {
      return L.geoJSON(data, {
        pane: "basemap", renderer: renderer, interactive: false, style: style,
      });
    }
    function later(file, zoom, style, order) {
      let layer = null;
      let asked = false;
      function update() {
        const wanted = map.getZoom() >= zoom;
        if (wanted && !asked) {
          asked = true;
          fetched(folder + file).then(function (data) {
            layer = draw(data, style);
            update();
          }).catch(function () { asked = false; });
        }
        if (layer && wanted && !map.hasLayer(layer)) {
          layer.addTo(map);
          order(layer);
        }
        if (layer && !wanted) layer.remove();
      }
      map.on("zoomend", update);
      update();
    }

    return fetched(folder + "/land.json").then(function (data) {
      const land = draw(data, function (feature) {
        return feature.properties.kind === "line"
          ? { color: colours.border, weight: 1.2, fill: false }
          : { color: colours.border, weight: 1, fillColor: colours.land, fillOpacity: 1 };
      }).addTo(map);
      land.bringToBack();
      later("/counties.json", COUNTIES_FROM_ZOOM, function () {
        return { color: colours.county, weight: 1, fill: false };
      }, function (layer) { layer.bringToBack(); land.bringToBack(); });
      later("/roads.json", ROADS_FROM_ZOOM, function () {
        return { color: colours.road, weight: 1.4, fill: false };
      }, function (layer) { layer.bringToFront(); });
      return fetched(folder + "/names.json");
    }).then(function (data) {
      drawNames(map, data.features);
    });
  }

  window.zhidaBasemap = zhidaBasemap;
})();

// What Streamlit's map lacks: zoom buttons, a way home, "go to", the legend, and the view for the link.
//
// Streamlit keeps the view of a deck.gl chart inside its own React component and offers no access from Python.
// The component's properties are read through the element that React has tied to it; where a future version
// ties it otherwise, the buttons hide and the map stays usable with mouse, touch and keyboard.

const WORLD_PX = 512;
const GLIDE_MS = 260;
const ZOOM = { min: -1, max: 16 };
const EARTH_KM = 40075.017;
const LOOK_MS = 60;
const PATIENCE_MS = 5000; // then what waits for the map comes without it
const NEAR_ZOOM = 4; // from here on one scale holds for the whole map

function chartOf(key) {
  return document.querySelector(`.st-key-${key} [data-testid="stDeckGlJsonChart"]`);
}

function deckProps(chart) {
  if (!chart) return null;
  const name = Object.keys(chart).find((k) => k.startsWith("__reactFiber$"));
  if (!name) return null;
  const stack = [chart[name].child];
  for (let steps = 0; stack.length && steps < 400; steps += 1) {
    const fiber = stack.pop();
    if (!fiber) continue;
    const props = fiber.memoizedProps;
    if (props && props.onViewStateChange && props.viewState) return props;
    stack.push(fiber.sibling, fiber.child);
  }
  return null;
}

const mercator = (lat) => {
  const held = (Math.max(-85, Math.min(85, lat)) * Math.PI) / 180;
  return (0.5 - Math.log(Math.tan(Math.PI / 4 + held / 2)) / (2 * Math.PI)) * WORLD_PX;
};
const latitude = (y) =>
  (Math.atan(Math.sinh(Math.PI * (1 - (2 * y) / WORLD_PX))) * 180) / Math.PI;

// The view that shows a box of degrees; east may exceed 180 where the box crosses that meridian.
function fit([west, south, east, north], width, height, limit) {
  const top = mercator(north);
  const bottom = mercator(south);
  const wide = Math.max(1e-6, ((east - west) / 360) * WORLD_PX);
  const high = Math.max(1e-6, bottom - top);
  const zoom = Math.min(Math.log2(width / wide), Math.log2(height / high), limit);
  return {
    longitude: (west + east) / 2,
    latitude: latitude((top + bottom) / 2),
    zoom: Math.max(ZOOM.min, zoom),
  };
}

const SVG = "http://www.w3.org/2000/svg";

// A flow as the map draws it: from pale to full, with a head. A drawing, for clipped boxes are slow without a graphics card.
function flow(entry) {
  const picture = document.createElementNS(SVG, "svg");
  const thick = entry.size || 4;
  const middle = Math.max(9, thick + 5) / 2;
  picture.setAttribute("class", "swatch line");
  picture.setAttribute("viewBox", `0 0 20 ${2 * middle}`);
  picture.setAttribute("height", 2 * middle);
  picture.style.setProperty("--colour", entry.colour);
  picture.setAttribute("aria-hidden", "true");
  const shaft = (from, to) => `${from},${middle - thick / 2} ${to},${middle - thick / 2} ${to},${middle + thick / 2} ${from},${middle + thick / 2}`;
  for (const [shape, opacity] of [[shaft(0, 7), 0.5], [shaft(7, 14), 1], [`13,0 20,${middle} 13,${2 * middle}`, 1]]) {
    const part = document.createElementNS(SVG, "polygon");
    part.setAttribute("points", shape);
    part.setAttribute("opacity", opacity);
    picture.append(part);
  }
  return picture;
}

function swatch(entry) {
  if (entry.mark === "line") return flow(entry);
  const box = document.createElement("span");
  box.className = `swatch ${entry.mark}`;
  box.style.setProperty("--colour", entry.colour);
  if (entry.size) box.style.setProperty("--size", `${entry.size}px`);
  box.setAttribute("aria-hidden", "true");
  return box;
}

function item(entry) {
  const line = document.createElement("li");
  line.append(swatch(entry), document.createTextNode(entry.label));
  return line;
}

// Classes of one scale as a bar with its breaks; each part still says its class to those who ask.
function bar(group) {
  const holder = document.createElement("div");
  holder.className = "bar";
  group.entries
    .filter((entry) => entry.mark === "fill")
    .forEach((entry, i) => {
      const part = swatch(entry);
      part.title = entry.label;
      part.setAttribute("role", "img");
      part.setAttribute("aria-label", entry.label);
      part.removeAttribute("aria-hidden");
      if (i < group.ticks.length) part.dataset.tick = group.ticks[i];
      holder.append(part);
    });
  return holder;
}

function fillLegend(holder, legend) {
  holder.replaceChildren(
    ...legend.map((group) => {
      const part = document.createElement("div");
      part.className = group.inline ? "group inline" : "group";
      const title = document.createElement("p");
      title.className = "title";
      title.textContent = group.title;
      part.append(title);
      const scaled = group.ticks.length > 0;
      if (scaled) part.append(bar(group));
      const list = document.createElement("ul");
      group.entries.forEach((entry) => {
        if (!(scaled && entry.mark === "fill")) list.append(item(entry));
      });
      part.append(list);
      return part;
    }),
  );
}

// deck.gl lets the hover text run over the edge of the map: near the right or lower edge it moves to the other side.
function keepTipInside(chart) {
  const tip = chart.querySelector(".deck-tooltip");
  if (!tip || tip.dataset.kept) return;
  tip.dataset.kept = "yes";
  const move = () => {
    const [x, y] = (tip.style.transform.match(/-?[\d.]+(?=px)/g) ?? []).map(Number);
    if (x === undefined) return;
    const over = (at, size, room) => (at + size > room ? `${Math.max(-size - 12, -at)}px` : "0px");
    const left = over(x, tip.offsetWidth, chart.clientWidth);
    const top = over(y, tip.offsetHeight, chart.clientHeight);
    if (tip.style.marginLeft !== left) tip.style.marginLeft = left;
    if (tip.style.marginTop !== top) tip.style.marginTop = top;
  };
  new MutationObserver(move).observe(tip, { attributes: true, childList: true, characterData: true, subtree: true });
}

// Where on the screen a place is; longitudes may leave [-180, 180], then the nearest copy of the world counts.
function projector(view, width, height) {
  const size = WORLD_PX * 2 ** view.zoom;
  const middle = mercator(view.latitude);
  return ([lon, lat], turn) => [
    width / 2 + ((lon + turn - view.longitude) / 360) * size,
    height / 2 + ((mercator(lat) - middle) / WORLD_PX) * size,
  ];
}

// Where a curve leaves the map, walked from the end that lies on it; null where no end does.
function exit(path, view, width, height) {
  const place = projector(view, width, height);
  const seen = ([x, y]) => x >= 0 && x <= width && y >= 0 && y <= height;
  for (const line of [path, [...path].reverse()]) {
    const turn = 360 * Math.round((view.longitude - line[line.length - 1][0]) / 360);
    const points = line.map((point) => place(point, turn));
    if (!seen(points[points.length - 1])) continue;
    for (let i = points.length - 1; i > 0; i -= 1) {
      if (seen(points[i - 1])) continue;
      const [[ax, ay], [bx, by]] = [points[i], points[i - 1]];
      const share = (from, to, size) => (to < 0 ? from / (from - to) : to > size ? (size - from) / (to - from) : 1);
      const t = Math.min(share(ax, bx, width), share(ay, by, height));
      return [ax + (bx - ax) * t, ay + (by - ay) * t];
    }
    return points[0];
  }
  return null;
}

const overlap = (a, b) => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

// Labels at the edge: each as near as it can be to where its flow crosses, none on another or on what lies there.
function placeEdges(root, edges, view, width, height) {
  const holder = root.querySelector(".edges");
  const boxes = [...root.querySelectorAll(".buttons, .legend, .scale, .notes")]
    .map((part) => ({ x: part.offsetLeft, y: part.offsetTop, w: part.offsetWidth, h: part.offsetHeight }))
    .filter((box) => box.w);
  const found = new Map();
  Object.entries(edges.labels).forEach(([key, words]) => {
    const at = edges.paths?.[key] && exit(edges.paths[key], view, width, height);
    if (at && !found.has(words)) found.set(words, { words, x: at[0], y: at[1] });
  });
  // In the order of the scene, the most important first; on the map from the top down.
  const wanted = [...found.values()];
  const most = Math.max(3, Math.min(12, Math.floor(height / 52)));
  holder.replaceChildren();
  const labels = wanted.slice(0, wanted.length > most ? most - 1 : most).sort((a, b) => a.y - b.y || a.x - b.x);
  if (labels.length < wanted.length) {
    labels.push({ words: `${wanted.length - labels.length} more, listed below the map`, x: width / 2, y: 0 });
  }
  labels.forEach(({ words, x, y }) => {
    const label = document.createElement("span");
    label.textContent = words;
    holder.append(label);
    const box = { w: label.offsetWidth, h: label.offsetHeight + 2 };
    const left = Math.max(4, Math.min(width - box.w - 4, x - box.w / 2));
    const top = Math.max(4, Math.min(height - box.h - 4, y - box.h / 2));
    const free = [];
    for (let row = 0; row < height - box.h; row += box.h / 2) {
      for (const shift of [0, -0.5, 0.5, -1, 1, -1.6, 1.6]) {
        const at = { ...box, x: Math.max(4, Math.min(width - box.w - 4, left + shift * box.w)), y: 4 + row };
        if (!boxes.some((other) => overlap(at, other))) {
          free.push([Math.abs(at.x - left) + 1.5 * Math.abs(at.y - top), at]);
        }
      }
    }
    if (!free.length) {
      label.remove();
      return;
    }
    const best = free.reduce((a, b) => (b[0] < a[0] ? b : a))[1];
    boxes.push(best);
    label.style.left = `${best.x}px`;
    label.style.top = `${best.y}px`;
  });
}

// The paths of flows, from the same address the map itself has fetched.
function loadEdges(state, redraw) {
  const edges = state.data.edges;
  if (!edges || state.fetched === edges.address) return;
  state.fetched = edges.address;
  state.paths = {};
  fetch(edges.address)
    .then((answer) => (answer.ok ? answer.json() : { features: [] }))
    .then((found) => {
      found.features
        .filter((feature) => feature.geometry.type === "LineString")
        .forEach((feature) => { state.paths[feature.properties.id] = feature.geometry.coordinates; });
      redraw();
    })
    .catch(() => {});
}

function drawScale(root, view) {
  const bar = root.querySelector(".scale");
  bar.hidden = view.zoom < NEAR_ZOOM;
  if (bar.hidden) return;
  const km = (EARTH_KM * Math.cos((view.latitude * Math.PI) / 180)) / (WORLD_PX * 2 ** view.zoom);
  const longest = 110 * km;
  const power = 10 ** Math.floor(Math.log10(longest));
  const length = [5, 2, 1].map((step) => step * power).find((step) => step <= longest);
  const line = bar.firstElementChild;
  line.style.width = `${length / km}px`;
  line.textContent = length < 1 ? `${length * 1000} m` : `${length} km`;
}

// How wide a map is, in the words of Python's `mapkit.SIZES`.
const sizeOf = (width) => (width < 520 ? "small" : width < 900 ? "middle" : "large");
const stepOf = (zoom) => Math.floor(zoom / 0.5 + 1e-6);

const states = new WeakMap();

export default function mapkit({ parentElement, data, setStateValue }) {
  const root = parentElement.querySelector(".mapkit");
  const state = states.get(parentElement) ?? { gone: null, told: null, last: null, still: 0, screen: null };
  states.set(parentElement, state);
  state.data = data;
  state.setStateValue = setStateValue;

  fillLegend(root.querySelector(".legend .groups"), data.legend);
  root.querySelector(".notes").textContent = data.notes.join(" ");
  state.drawn = null;
  Object.entries(data.colours).forEach(([name, value]) => root.style.setProperty(`--${name}`, value));
  root.classList.toggle("strip", data.strip);
  if (state.timer) return undefined;

  // On a phone, and on a map in a narrow column, the legend waits to be opened.
  const room = (parentElement.host ?? parentElement).getBoundingClientRect().width;
  if (window.matchMedia("(max-width: 640px)").matches || (room > 0 && room < 420)) {
    root.querySelector(".legend").open = false;
  }

  const current = () => deckProps(chartOf(state.data.map));
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  // What Python knows of the view is what it opened the map with, or the home box it was fitted to: a move made
  // before the first look at the map differs from that and is told like any other.
  const arrive = (props) => {
    state.gone = state.data.go ? state.data.go.id : 0;
    if (!state.data.fit) {
      const [longitude, lat, zoom] = state.data.opened;
      state.told = place({ longitude, latitude: lat, zoom });
      return props.viewState;
    }
    const view = { ...props.viewState, ...fitted(state.data.home) };
    props.onViewStateChange({ viewState: view });
    state.told = place(view);
    return view;
  };
  const go = (change) => {
    const props = current();
    if (!props) return;
    const start = state.gone === null ? arrive(props) : props.viewState;
    const next = { ...start, ...change(start) };
    delete next.transitionDuration;
    delete next.transitionInterpolator;
    next.zoom = Math.max(ZOOM.min, Math.min(ZOOM.max, next.zoom));
    if (calm) {
      props.onViewStateChange({ viewState: next });
      return;
    }
    // A short glide of our own: a few frames are enough to show where the map went. It ends at its goal even
    // where frames take longer than the glide.
    const from = { ...start };
    const started = performance.now();
    state.gliding = true;
    const frame = () => {
      const part = Math.min(1, (performance.now() - started) / GLIDE_MS);
      const eased = 1 - (1 - part) ** 3;
      const mix = (name) => from[name] + (next[name] - from[name]) * eased;
      current()?.onViewStateChange({
        viewState: { ...next, longitude: mix("longitude"), latitude: mix("latitude"), zoom: mix("zoom") },
      });
      if (part < 1) setTimeout(() => requestAnimationFrame(frame), 0);
      else state.gliding = false;
    };
    requestAnimationFrame(frame);
  };
  const fitted = (box, limit = state.data.closest) => {
    const rect = chartOf(state.data.map).getBoundingClientRect();
    // On a small map the open legend would lie on what is to be seen: half of its width is kept free for it.
    const legend = root.querySelector(".legend");
    const strip = state.data.strip;
    const spare = legend.open && !strip && rect.width < 1000 ? legend.offsetWidth / 2 : 0;
    const below = legend.open && strip ? legend.offsetHeight : 0;
    const view = fit(box, rect.width - spare, rect.height - below, limit);
    view.longitude -= ((spare / 2) * 360) / (WORLD_PX * 2 ** view.zoom);
    // deck.gl itself never shows what lies beyond the poles: held the same way here, its first correction is no
    // move of the reader's that would have to be told.
    view.zoom = Math.max(view.zoom, Math.log2(rect.height / WORLD_PX));
    const half = rect.height / 2 / 2 ** view.zoom;
    const middle = mercator(view.latitude) + below / 2 / 2 ** view.zoom;
    view.latitude = latitude(Math.max(half, Math.min(WORLD_PX - half, middle)));
    return view;
  };

  root.querySelector(".in").onclick = () => go((view) => ({ zoom: view.zoom + 1 }));
  root.querySelector(".out").onclick = () => go((view) => ({ zoom: view.zoom - 1 }));
  root.querySelector(".home").onclick = () => go(() => fitted(state.data.home));

  const place = ({ longitude, latitude: lat, zoom }) => {
    const turned = ((((longitude + 180) % 360) + 360) % 360) - 180;
    const digits = zoom > 8 ? 4 : 2;
    return [turned.toFixed(digits), lat.toFixed(digits), zoom.toFixed(2)].join(",");
  };
  // What follows the view: scale bar and labels at the edge. Drawn when the view or the data have changed.
  const follow = () => {
    if (!parentElement.isConnected) return;
    const props = current();
    if (props) {
      const rect = chartOf(state.data.map).getBoundingClientRect();
      const seen = [place(props.viewState), rect.width, rect.height, root.querySelector(".legend").open].join();
      if (seen !== state.drawn) {
        state.drawn = seen;
        root.style.setProperty("--notes", `${root.querySelector(".notes").offsetHeight}px`);
        drawScale(root, props.viewState);
        const edges = state.data.edges;
        if (edges) placeEdges(root, { ...edges, paths: state.paths }, props.viewState, rect.width, rect.height);
        else root.querySelector(".edges").replaceChildren();
      }
    }
    requestAnimationFrame(follow);
  };
  const tellScreen = (props) => {
    if (!state.data.screen || !props) return;
    const { zoom } = props.viewState;
    const size = sizeOf(chartOf(state.data.map).clientWidth);
    const [step, known] = state.data.screen;
    const told = `${(stepOf(zoom) / 2).toFixed(1)},${size}`;
    if ((state.data.alone || stepOf(zoom) !== step || size !== known) && told !== state.screen) {
      state.screen = told;
      state.setStateValue("screen", told);
    }
  };
  // Once all layers have their data and are drawn, legend and buttons lie down on the map, and the rest of the page
  // may come: before that they would only keep the browser from the map.
  const stand = (loaded) => {
    if (!parentElement.isConnected) return;
    root.classList.remove("waiting");
    root.querySelector(".lost").hidden = loaded || Boolean(document.createElement("canvas").getContext("webgl2"));
    const props = current();
    tellScreen(props);
    if (state.data.alone && !props) state.setStateValue("screen", "none");
  };
  const begun = performance.now();
  const wait = () => {
    const props = current();
    if (props && state.gone === null) arrive(props);
    const loaded = props?.layers?.flat().every((layer) => !layer || layer.isLoaded);
    if (!loaded && performance.now() - begun < PATIENCE_MS) setTimeout(wait, LOOK_MS);
    else requestAnimationFrame(() => requestAnimationFrame(() => stand(loaded)));
  };
  state.timer = setInterval(() => {
    if (!parentElement.isConnected) {
      clearInterval(state.timer);
      return;
    }
    const props = current();
    root.classList.toggle("without-map", !props);
    if (!props || state.gone === null) return;
    loadEdges(state, () => { state.drawn = null; });
    keepTipInside(chartOf(state.data.map));
    if (state.data.go && state.data.go.id !== state.gone) {
      state.gone = state.data.go.id;
      go(() => fitted(state.data.go.box));
      return;
    }
    if (state.gliding) return;
    const now = place(props.viewState);
    state.still = now === state.last ? state.still + 1 : 0;
    state.last = now;
    if (state.still < 3) {
      // Level and names go with zoom and size: told as soon as the map stands still.
      if (state.still === 1) tellScreen(props);
      return;
    }
    // Told once the map has rested for about a second, so that a drag is one message.
    if (now !== state.told) {
      state.told = now;
      state.setStateValue("view", now);
    }
  }, 300);
  wait();
  requestAnimationFrame(follow);
  return () => clearInterval(state.timer);
}

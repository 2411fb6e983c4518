// What Streamlit's map lacks: zoom buttons, a way home, "go to", the legend, and the view for the link.
//
// Streamlit keeps the view of a deck.gl chart inside its own React component and offers no access from Python.
// The component's properties are read through the element that React has tied to it; where a future version
// ties it otherwise, the buttons hide and the map stays usable with mouse, touch and keyboard.

const WORLD_PX = 512;
const GLIDE_MS = 260;
const ZOOM = { min: -1, max: 16 };

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

function swatch(entry) {
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

const states = new WeakMap();

export default function mapkit({ parentElement, data, setStateValue }) {
  const root = parentElement.querySelector(".mapkit");
  const state = states.get(parentElement) ?? { gone: null, told: null, last: null, still: 0 };
  states.set(parentElement, state);
  state.data = data;
  state.setStateValue = setStateValue;

  fillLegend(root.querySelector(".legend .groups"), data.legend);
  root.querySelector(".notes").textContent = data.notes.join(" ");
  Object.entries(data.colours).forEach(([name, value]) => root.style.setProperty(`--${name}`, value));
  if (state.timer) return undefined;

  // On a phone, and on a map in a narrow column, the legend waits to be opened.
  const room = (parentElement.host ?? parentElement).getBoundingClientRect().width;
  if (window.matchMedia("(max-width: 640px)").matches || (room > 0 && room < 420)) {
    root.querySelector(".legend").open = false;
  }

  const current = () => deckProps(chartOf(state.data.map));
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const go = (change) => {
    const props = current();
    if (!props) return;
    const next = { ...props.viewState, ...change };
    delete next.transitionDuration;
    delete next.transitionInterpolator;
    next.zoom = Math.max(ZOOM.min, Math.min(ZOOM.max, next.zoom));
    if (calm) {
      props.onViewStateChange({ viewState: next });
      return;
    }
    // A short glide of our own: a few frames are enough to show where the map went. It ends at its goal even
    // where frames take longer than the glide.
    const from = { ...props.viewState };
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
  const fitted = (box, limit = 7) => {
    const rect = chartOf(state.data.map).getBoundingClientRect();
    // On a small map the open legend would lie on what is to be seen: half of its width is kept free for it.
    const legend = root.querySelector(".legend");
    const spare = legend.open && rect.width < 1000 ? legend.offsetWidth / 2 : 0;
    const view = fit(box, rect.width - spare, rect.height, limit);
    view.longitude -= ((spare / 2) * 360) / (WORLD_PX * 2 ** view.zoom);
    return view;
  };

  root.querySelector(".in").onclick = () => go({ zoom: current().viewState.zoom + 1 });
  root.querySelector(".out").onclick = () => go({ zoom: current().viewState.zoom - 1 });
  root.querySelector(".home").onclick = () => go(fitted(state.data.home));

  const place = ({ longitude, latitude: lat, zoom }) => {
    const turned = ((((longitude + 180) % 360) + 360) % 360) - 180;
    return [turned.toFixed(2), lat.toFixed(2), zoom.toFixed(2)].join(",");
  };
  state.timer = setInterval(() => {
    if (!parentElement.isConnected) {
      clearInterval(state.timer);
      return;
    }
    const props = current();
    root.classList.toggle("without-map", !props);
    if (!props) return;
    keepTipInside(chartOf(state.data.map));
    if (state.gone === null) {
      // First sight of the map: without a view from the link, show the whole home box.
      state.gone = state.data.go ? state.data.go.id : 0;
      if (state.data.fit) {
        props.onViewStateChange({ viewState: { ...props.viewState, ...fitted(state.data.home) } });
        state.last = state.told = null;
        return;
      }
    }
    if (state.data.go && state.data.go.id !== state.gone) {
      state.gone = state.data.go.id;
      go(fitted(state.data.go.box));
      return;
    }
    if (state.gliding) return;
    const now = place(props.viewState);
    if (state.told === null) state.told = now;
    state.still = now === state.last ? state.still + 1 : 0;
    state.last = now;
    // Told once the map has rested for about a second, so that a drag is one message.
    if (state.still >= 3 && now !== state.told) {
      state.told = now;
      state.setStateValue("view", now);
    }
  }, 300);
  return () => clearInterval(state.timer);
}

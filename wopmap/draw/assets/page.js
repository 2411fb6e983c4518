"use strict";
// Wandering, details and years for the map of this page. Text is only ever set as text.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const find = (id) => document.getElementById(id);
  const all = (what) => [...document.querySelectorAll(what)];
  const map = find("map"), sheet = find("sheet"), world = find("world"), tip = find("tip");
  const [left, top, width, height] = data.box;
  const DEEPEST = 60, TAPER = 0.28;
  const HEAD = [[-56, 22], [0, 0], [-56, -22], [-44, 0]].map(([x, y]) => [x / 64, y / 64]);
  const areas = all("[data-a]"), flows = all("[data-f]"), points = all("[data-p]"), labels = all("[data-l]"), edges = all("[data-e]");
  document.documentElement.classList.add("on");

  // ---- Where one looks -------------------------------------------------------------------------------
  const view = { k: 1, x: 0, y: 0 };
  let drawn = "", waiting = false;

  const scale = () => Math.min(sheet.clientWidth / width, sheet.clientHeight / height) || 1;

  // Length on the sheet of one px on screen; on a small screen symbols shrink somewhat with the map.
  const unit = () => Math.min(1, Math.max(0.55, scale())) / (view.k * scale());

  function show() {
    const room = 0.6;
    view.x = Math.min(left + width * room - view.k * left, Math.max(left + width * (1 - room) - view.k * (left + width), view.x));
    view.y = Math.min(top + height * room - view.k * top, Math.max(top + height * (1 - room) - view.k * (top + height), view.y));
    world.setAttribute("transform", `translate(${view.x.toFixed(2)},${view.y.toFixed(2)}) scale(${view.k.toFixed(4)})`);
    if (!waiting) {
      waiting = true;
      requestAnimationFrame(() => { waiting = false; redraw(); names(unit()); });
    }
  }

  function limits() {
    // A near view begins inside the world, and one may always go out until all of it is seen.
    const box = world.getBBox();
    return Math.min(1, width / Math.max(box.width, 1), height / Math.max(box.height, 1));
  }
  let farthest = 1;

  function zoom(factor, x, y) {
    const k = Math.min(DEEPEST, Math.max(farthest, view.k * factor));
    view.x = x - (x - view.x) * k / view.k;
    view.y = y - (y - view.y) * k / view.k;
    view.k = k;
    show();
  }

  function place(event) {
    const corner = sheet.getBoundingClientRect(), s = scale();
    const padX = (corner.width - width * s) / 2, padY = (corner.height - height * s) / 2;
    return [left + (event.clientX - corner.left - padX) / s, top + (event.clientY - corner.top - padY) / s];
  }

  const middle = () => [left + width / 2, top + height / 2];

  // ---- Symbols keep their size on screen ---------------------------------------------------------------
  function redraw() {
    const u = unit(), mark = u.toPrecision(5);
    if (mark === drawn) return;
    drawn = mark;
    flows.forEach((group, i) => {
      const flow = data.flows[i], ribbons = group.querySelectorAll(".ribbon");
      flow.p.forEach((piece, j) => ribbons[j].setAttribute("d", ribbon(piece, flow.w * u, flow.s * u, flow.dashed)));
    });
    points.forEach((mark, i) => {
      const { r, x, y } = data.points[i];
      if (r === undefined) mark.setAttribute("transform", `translate(${x},${y}) scale(${u.toPrecision(5)})`);
      else mark.setAttribute("r", (r * u).toFixed(3));
    });
    find("hatch").setAttribute("patternTransform", `scale(${(100 * u).toPrecision(4)})`);
    letters(u);
  }

  function letters(u) {
    const taken = [];
    labels.forEach((text, i) => {
      const [x, y, long] = data.labels[i];
      const box = [x + 7 * u, y - 7 * u, x + (7 + long * 6.7) * u, y + 7 * u];
      const meets = taken.some((b) => b[0] < box[2] && box[0] < b[2] && b[1] < box[3] && box[1] < b[3]);
      if (!meets) taken.push(box);
      text.setAttribute("visibility", meets ? "hidden" : "visible");
      text.setAttribute("transform", `translate(${x},${y}) scale(${u.toPrecision(5)})`);
    });
  }

  // Who is at the far end of a flow, where it crosses the edge of what one sees now.
  function names(u) {
    if (!edges.length) return;
    const s = scale(), padX = (sheet.clientWidth / s - width) / 2, padY = (sheet.clientHeight / s - height) / 2;
    const x0 = (left - padX - view.x) / view.k, x1 = (left + width + padX - view.x) / view.k;
    const y0 = (top - padY - view.y) / view.k, y1 = (top + height + padY - view.y) / view.k;
    const within = ([x, y]) => x >= x0 && x <= x1 && y >= y0 && y <= y1;
    const taken = [];
    edges.forEach((text, i) => {
      const [flow, long] = data.edges[i];
      let at = null;
      for (const [flat] of long ? data.flows[flow].p : []) {
        const points = [];
        for (let j = 0; j < flat.length; j += 2) points.push([flat[j], flat[j + 1]]);
        if (within(points[0]) === within(points[points.length - 1])) continue;
        const j = points.findIndex((point, n) => n && within(point) !== within(points[n - 1]));
        let [near, far] = within(points[j]) ? [points[j], points[j - 1]] : [points[j - 1], points[j]];
        for (let n = 0; n < 24; n += 1) {
          const half = [(near[0] + far[0]) / 2, (near[1] + far[1]) / 2];
          if (within(half)) near = half; else far = half;
        }
        at = near;
      }
      text.setAttribute("visibility", at ? "visible" : "hidden");
      if (!at) return;
      const wide = long * 6.7 * u;
      const x = Math.max(x0 + 6 * u, Math.min(x1 - wide - 6 * u, at[0] - wide / 2));
      let y = Math.max(y0 + 16 * u, Math.min(y1 - 8 * u, at[1]));
      const step = (y < (y0 + y1) / 2 ? 16 : -16) * u;
      for (let n = 0; n < 30 && taken.some((b) => b[0] < x + wide && x < b[2] && Math.abs(b[1] - y) < 15 * u); n += 1) y += step;
      taken.push([x, y, x + wide]);
      text.setAttribute("transform", `translate(${x.toFixed(3)},${y.toFixed(3)}) scale(${u.toPrecision(5)})`);
    });
  }

  // The same outline as in the page as it was written: growing towards the mentee, a head at its end.
  function ribbon([flat, first, last], wide, arrow, bare) {
    const xs = [], ys = [], at = [0];
    for (let i = 0; i < flat.length; i += 2) {
      xs.push(flat[i]); ys.push(flat[i + 1]);
      if (i) at.push(at[at.length - 1] + Math.hypot(flat[i] - flat[i - 2], flat[i + 1] - flat[i - 1]));
    }
    const whole = at[at.length - 1], arrives = last > 0.999;
    const on = (length) => {
      let i = 1;
      while (i < at.length - 1 && at[i] < length) i += 1;
      const share = at[i] > at[i - 1] ? Math.min(1, Math.max(0, (length - at[i - 1]) / (at[i] - at[i - 1]))) : 0;
      return [xs[i - 1] + share * (xs[i] - xs[i - 1]), ys[i - 1] + share * (ys[i] - ys[i - 1])];
    };
    const n = (value) => value.toFixed(2);
    let path = "";
    const stop = arrives ? Math.max(whole - 0.6 * arrow, 0) : whole;
    if (stop > 0 && !bare) {
      const lengths = at.filter((length) => length < stop).concat(stop);
      const spine = lengths.map(on), one = [], two = [];
      spine.forEach(([x, y], i) => {
        const a = spine[Math.max(i - 1, 0)], b = spine[Math.min(i + 1, spine.length - 1)];
        const long = Math.hypot(b[0] - a[0], b[1] - a[1]) || 1;
        const along = first + (last - first) * lengths[i] / (whole || 1);
        const half = wide * (TAPER + (1 - TAPER) * along) / 2 / long;
        const dx = -(b[1] - a[1]) * half, dy = (b[0] - a[0]) * half;
        one.push(`${n(x + dx)},${n(y + dy)}`);
        two.unshift(`${n(x - dx)},${n(y - dy)}`);
      });
      path = `M${one.concat(two).join("L")}z`;
    }
    if (arrives) {
      const [x, y] = [xs[xs.length - 1], ys[ys.length - 1]], [bx, by] = on(Math.max(whole - 0.7 * arrow, 0));
      const long = Math.hypot(x - bx, y - by), cos = long ? (x - bx) / long : 1, sin = long ? (y - by) / long : 0;
      path += `M${HEAD.map(([hx, hy]) => `${n(x + arrow * (hx * cos - hy * sin))},${n(y + arrow * (hx * sin + hy * cos))}`).join("L")}z`;
    }
    return path;
  }

  // ---- Pointer, wheel, keys ----------------------------------------------------------------------------
  const fingers = new Map();
  let moved = 0;

  map.addEventListener("pointerdown", (event) => {
    if (event.target.closest("button")) return;
    fingers.set(event.pointerId, place(event));
    moved = 0;
    map.classList.add("held");
  });
  map.addEventListener("pointermove", (event) => {
    if (!fingers.has(event.pointerId)) {
      if (event.pointerType !== "touch") hover(event);
      return;
    }
    const before = fingers.get(event.pointerId), now = place(event);
    if (fingers.size === 1) {
      view.x += now[0] - before[0];
      view.y += now[1] - before[1];
    } else {
      const still = [...fingers].find(([id]) => id !== event.pointerId)[1];
      const far = (a) => Math.hypot(a[0] - still[0], a[1] - still[1]) || 1;
      zoom(far(now) / far(before), still[0], still[1]);
    }
    moved += Math.hypot(now[0] - before[0], now[1] - before[1]) * scale();
    fingers.set(event.pointerId, now);
    if (moved > 4) {
      hide();
      if (!map.hasPointerCapture(event.pointerId)) map.setPointerCapture(event.pointerId);
    }
    show();
  });
  for (const name of ["pointerup", "pointercancel"]) {
    map.addEventListener(name, (event) => {
      if (!fingers.delete(event.pointerId)) return;
      if (!fingers.size) map.classList.remove("held");
      if (name === "pointerup" && moved <= 4) choose(event);
    });
  }
  map.addEventListener("pointerleave", (event) => { if (event.pointerType !== "touch") hide(); });
  map.addEventListener("wheel", (event) => {
    event.preventDefault();
    const [x, y] = place(event);
    zoom(2 ** (-event.deltaY * (event.deltaMode ? 20 : 1) / 300), x, y);
  }, { passive: false });

  const back = () => { Object.assign(view, { k: 1, x: 0, y: 0 }); show(); };
  const keys = {
    ArrowLeft: () => { view.x += 60; }, ArrowRight: () => { view.x -= 60; },
    ArrowUp: () => { view.y += 60; }, ArrowDown: () => { view.y -= 60; },
    "+": () => zoom(1.5, ...middle()), "=": () => zoom(1.5, ...middle()), "-": () => zoom(1 / 1.5, ...middle()),
    0: back, Escape: () => { hide(); pick(null); },
  };
  map.addEventListener("keydown", (event) => {
    if (event.target !== map || event.ctrlKey || event.metaKey || event.altKey || !(event.key in keys)) return;
    event.preventDefault();
    keys[event.key]();
    show();
  });
  find("nearer").addEventListener("click", () => zoom(1.6, ...middle()));
  find("farther").addEventListener("click", () => zoom(1 / 1.6, ...middle()));
  find("all").addEventListener("click", back);
  new ResizeObserver(() => { farthest = Math.min(farthest, limits()); show(); }).observe(map);

  // ---- Details -----------------------------------------------------------------------------------------
  let year = null;

  function under(event) {
    const target = document.elementFromPoint(event.clientX, event.clientY);
    const mark = target && target.closest("[data-a],[data-f],[data-p]");
    if (!mark) return null;
    const { a, f, p } = mark.dataset;
    if (f !== undefined) return { mark, key: data.flows[f].id, words: data.flows[f].tip };
    if (p !== undefined) return { mark, key: data.points[p].id, words: data.points[p].tip };
    const [name, values] = data.areas[a];
    if (name === null) return null;
    const value = values && values[column()];
    const when = data.share_years ? ` (${data.share_years[column()]})` : "";
    const number = data.change ? `${value > 0 ? "+" : ""}${(value / 10).toFixed(1)} percentage points` : `${(value / 10).toFixed(1)} %`;
    const share = value === null || value === undefined ? "no data" : number;
    return { mark, key: null, words: `${name}\n${data.measure}${when}: ${share}` };
  }

  function tell(found, event) {
    tip.textContent = found.words;
    tip.hidden = false;
    const { offsetWidth: w, offsetHeight: h } = tip;
    tip.style.left = `${Math.max(4, Math.min(event.clientX + 14, innerWidth - w - 4))}px`;
    tip.style.top = `${event.clientY + 18 + h < innerHeight ? event.clientY + 18 : Math.max(4, event.clientY - h - 10)}px`;
  }
  function hide() { tip.hidden = true; }
  function hover(event) {
    const found = under(event);
    if (found) tell(found, event); else hide();
  }
  function choose(event) {
    const found = under(event);
    if (found) tell(found, event); else hide();
    pick(found && found.key);
  }

  // ---- Map and first table belong together -------------------------------------------------------------
  const marks = [...flows.map((mark, i) => [mark, data.flows[i].id]), ...points.map((mark, i) => [mark, data.points[i].id])];
  const rowsOf = (key) => new Set((data.members[key] || []).map(([row]) => row));
  let chosen = null;

  function pick(key) {
    chosen = key && rowsOf(key).size ? rowsOf(key) : null;
    marks.forEach(([mark, other]) => mark.classList.toggle("back", chosen !== null && other !== key));
    tables[0]?.refresh();
  }
  function point(row) {
    marks.forEach(([mark, key]) => mark.classList.toggle("back", row !== null && !rowsOf(key).has(row)));
    all("tr.chosen").forEach((line) => line.classList.remove("chosen"));
  }

  const tables = all("section.rows").map((section, number) => {
    const rows = [...section.querySelectorAll("tbody tr")], input = section.querySelector("input");
    const count = section.querySelector("[role=status]"), whole = section.querySelector("button");
    const texts = rows.map((row) => row.textContent.toLowerCase());
    function refresh() {
      const words = input.value.trim().toLowerCase();
      let seen = 0;
      rows.forEach((row, i) => {
        row.hidden = !texts[i].includes(words) || (number === 0 && chosen !== null && !chosen.has(row.dataset.row));
        if (!row.hidden) seen += 1;
      });
      const some = seen < rows.length;
      count.textContent = some ? `${seen} of ${rows.length} rows` : `${rows.length} rows`;
      whole.hidden = !some;
    }
    input.addEventListener("input", refresh);
    whole.addEventListener("click", () => { input.value = ""; if (number === 0) pick(null); refresh(); });
    if (rows.length) rows[0].tabIndex = 0;
    section.addEventListener("keydown", (event) => {
      const row = event.target.closest("tbody tr");
      if (row !== event.target) return;
      const seen = rows.filter((one) => !one.hidden), at = seen.indexOf(row);
      const to = { ArrowDown: seen[at + 1], ArrowUp: seen[at - 1], Home: seen[0], End: seen[seen.length - 1] }[event.key];
      if (to) {
        event.preventDefault();
        row.tabIndex = -1; to.tabIndex = 0; to.focus();
      } else if (number === 0 && (event.key === "Enter" || event.key === " ")) {
        event.preventDefault();
        mark(row);
      } else if (event.key === "Escape") point(null);
    });
    function mark(row) {
      const was = row.classList.contains("chosen");
      point(was ? null : row.dataset.row);
      if (!was) row.classList.add("chosen");
    }
    if (number === 0) section.addEventListener("click", (event) => {
      const row = event.target.closest("tbody tr");
      if (row && !event.target.closest("a")) mark(row);
    });
    refresh();
    return { refresh };
  });

  // ---- Years -------------------------------------------------------------------------------------------
  const slider = find("year"), one = find("one-year"), play = find("play"), words = find("year-words");
  const waterYears = all(".water-year"), waterThen = waterYears.map((span) => span.textContent);

  function column() {
    if (!data.share_years) return 0;
    const wanted = year === null ? Number(waterThen[0]) : year;
    const last = data.share_years.length - 1;
    return Math.min(last, Math.max(0, Number.isFinite(wanted) ? wanted - data.share_years[0] : last));
  }

  function paint() {
    if (!data.share_years) return;
    areas.forEach((path, i) => {
      const values = data.areas[i][1], value = values ? values[column()] : null;
      const shade = value === null ? null : data.breaks.filter((edge) => value >= edge).length;
      if (shade === null) { path.setAttribute("fill", "url(#hatch)"); path.removeAttribute("class"); }
      else { path.removeAttribute("fill"); path.setAttribute("class", data.shades[shade]); }
    });
    waterYears.forEach((span) => { span.textContent = data.share_years[column()]; });
  }

  function when() {
    year = one.checked ? Number(slider.value) : null;
    find("year-now").textContent = year === null ? "all" : year;
    slider.disabled = play.disabled = year === null;
    let active = 0, unsaid = 0;
    marks.forEach(([mark, key]) => {
      const its = data.members[key] || [];
      const yes = its.some(([, first, last]) => first !== null && first <= year && year <= (last ?? first));
      const open = !yes && its.some(([, first]) => first === null);
      mark.classList.toggle("away", year !== null && its.length > 0 && !yes && !open);
      mark.classList.toggle("unsaid", year !== null && open);
      if (mark.dataset.f !== undefined) { active += yes; unsaid += open; }
    });
    paint();
    if (year === null) { words.textContent = "All years together. Widths count the partnerships of all years."; return; }
    const water = data.share_years ? data.share_years[column()] : year;
    words.textContent = `${active} of ${flows.length} arrows have a partnership known to be active in ${year}`
      + (unsaid ? `; ${unsaid} more, drawn pale, state no year` : "")
      + (water === year ? "." : `. Household water: ${water}, the nearest year there is.`)
      + " Widths count the partnerships of all years.";
  }

  if (data.years) {
    find("years").hidden = false;
    [slider.min, slider.max] = data.years;
    slider.value = Math.min(data.years[1], Math.max(data.years[0], Number(waterThen[0]) || data.years[1]));
    one.addEventListener("change", () => { stop(); when(); });
    slider.addEventListener("input", when);
    when();
  }
  let clock = null;
  function stop() { clearInterval(clock); clock = null; play.textContent = "Play"; }
  play.addEventListener("click", () => {
    if (clock !== null) { stop(); return; }
    if (slider.value === slider.max) slider.value = slider.min;
    play.textContent = "Stop";
    clock = setInterval(() => {
      slider.value = Number(slider.value) + 1;
      when();
      if (slider.value === slider.max) stop();
    }, 700);
  });
  addEventListener("beforeprint", () => hide());
})();

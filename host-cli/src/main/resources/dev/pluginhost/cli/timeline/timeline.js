
(() => {
'use strict';

// The data. Times are nanoseconds after the first request.

const $ = id => document.getElementById(id);
const data = JSON.parse($('data').textContent);
const STAGES = ['find', 'plan', 'queue', 'open', 'resolve', 'define', 'start'];
const FIRST_RUN = 3;

const imports = data.imports.map((given, index) => {
  const spent = given.times.map(time => Math.max(0, time));
  const begun = given.at + spent[0] + spent[1] + spent[2];
  const ran = given.times.slice(FIRST_RUN).some(time => time >= 0);
  const work = ran ? spent[3] + spent[4] + spent[5] + spent[6] : 0;
  const failure = given.failure || null;
  return {
    index, name: given.name, version: given.version || '', at: given.at, by: given.by, thread: given.thread,
    times: given.times, spent, begun, ran, work, end: begun + work, needs: given.needs || [],
    earlier: given.earlier || [], neededBy: [], failure, row: 0,
    text: [given.name, given.version || '', given.by, given.thread, failure ? failure.reason + ' ' + failure.message : '']
      .join('\n').toLowerCase(),
  };
});
imports.forEach(one => one.needs.forEach(index => imports[index].neededBy.push(one.index)));

const rows = [];
data.lanes.forEach((lane, number) => lane.rows.forEach((indices, row) => {
  indices.forEach(index => { imports[index].row = rows.length; });
  rows.push({ label: row === 0 ? lane.label : '', lane: number, threads: lane.threads, imports: indices.map(index => imports[index]) });
}));

// Texts.

function time(nanos) {
  const size = Math.abs(nanos);
  if (size === 0) return '0 ms';
  let [value, unit] = [nanos, 'ns'];
  if (size >= 999.5e6) [value, unit] = [nanos / 1e9, 's'];
  else if (size >= 999.5e3) [value, unit] = [nanos / 1e6, 'ms'];
  else if (size >= 1e3) [value, unit] = [nanos / 1e3, 'µs'];
  const decimals = unit === 'ns' || Math.abs(value) >= 99.95 ? 0 : Math.abs(value) >= 9.995 ? 1 : 2;
  return value.toFixed(decimals) + ' ' + unit;
}

const count = (number, what) => number.toLocaleString('en') + ' ' + what + (number === 1 ? '' : 's');

/** An element; texts of plugins only ever become text nodes. */
function make(tag, className, ...children) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...children);
  return element;
}

function nameLink(one) {
  const link = make('button', 'link', one.name);
  link.type = 'button';
  link.dataset.index = one.index;
  return link;
}

// The state of the page.

const total = Math.max(1000, data.span);
const view = { from: 0, to: total };
let phase = null;
let onPath = new Set();
let hovered = null;
let selected = null;
let matching = null; // null: everything; else a flag for each import
let matches = imports;
let sort = { key: 'work', down: true };
let palette = {};

// The chart.

const ROW = 26, BAR = 18, AXIS = 26, RIGHT = 14, TOP = 10; // above the first row is room for arrows
const LEAST_SPAN = 2000;
const FONT = '12px system-ui, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif';
const frame = $('frame'), plot = $('plot'), chart = $('chart'), axis = $('axis'), overlay = $('overlay'), arrows = $('arrows');
let width = 0, gutter = 170;
let scheduled = false;

const height = () => Math.max(1, rows.length) * ROW + TOP + 4;
const x = at => gutter + (at - view.from) / (view.to - view.from) * (width - gutter - RIGHT);
const timeAt = px => view.from + (px - gutter) / (width - gutter - RIGHT) * (view.to - view.from);
const rowTop = row => row * ROW + TOP + (ROW - BAR) / 2;

function readPalette() {
  const style = getComputedStyle(document.documentElement);
  for (const name of ['panel', 'ink', 'quiet', 'edge', 'grid', 'band', 'open', 'resolve', 'define', 'start', 'bar-ink', 'bar-edge', 'bad',
      'bad-soft', 'path', 'queue']) {
    palette[name] = style.getPropertyValue('--' + name).trim();
  }
}

function size(canvas, cssHeight) {
  const scale = Math.min(document.documentElement.classList.contains('printing') ? 2 : window.devicePixelRatio || 1, 16000 / cssHeight);
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(cssHeight * scale);
  canvas.style.width = width + 'px';
  canvas.style.height = document.documentElement.classList.contains('printing') ? '' : cssHeight + 'px';
  const context = canvas.getContext('2d');
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.font = FONT;
  context.textBaseline = 'middle';
  return context;
}

function schedule() {
  if (!scheduled) {
    scheduled = true;
    requestAnimationFrame(() => { scheduled = false; draw(); });
  }
}

/** Round steps of which about one fits each 110 pixels. */
function ticks() {
  const wanted = (view.to - view.from) / Math.max(2, (width - gutter) / 110);
  const power = 10 ** Math.floor(Math.log10(wanted));
  const step = [1, 2, 5, 10].map(factor => factor * power).find(each => each >= wanted) || wanted;
  const list = [];
  for (let at = Math.ceil(view.from / step) * step; at <= view.to; at += step) list.push(at);
  return { step, list };
}

function tickLabel(at, step) {
  if (at === 0) return '0';
  const largest = Math.max(Math.abs(view.from), Math.abs(view.to));
  const [unit, size] = largest >= 1e9 ? ['s', 1e9] : largest >= 1e6 ? ['ms', 1e6] : largest >= 1e3 ? ['µs', 1e3] : ['ns', 1];
  return (at / size).toFixed(Math.max(0, Math.ceil(-Math.log10(step / size) - 1e-9))) + ' ' + unit;
}

function fitText(context, text, most) {
  if (most < 14) return '';
  if (context.measureText(text).width <= most) return text;
  let keep = Math.min(text.length, Math.floor(most / 5));
  while (keep > 1 && context.measureText(text.slice(0, keep) + '…').width > most) keep--;
  return keep > 1 ? text.slice(0, keep) + '…' : '';
}

function draw() {
  width = Math.max(320, frame.clientWidth);
  gutter = width < 700 ? 110 : 186;
  const { step, list } = ticks();
  const head = size(axis, AXIS);
  head.fillStyle = palette.panel;
  head.fillRect(0, 0, width, AXIS);
  head.fillStyle = palette.quiet;
  head.textAlign = 'center';
  for (const at of list) {
    const px = x(at);
    const label = tickLabel(at, step);
    const half = head.measureText(label).width / 2;
    if (px - half >= gutter - 20 && px + half <= width) head.fillText(label, px, AXIS / 2);
  }
  head.textAlign = 'left';
  head.fillText('import thread', 12, AXIS / 2);

  const tall = height();
  const context = size(chart, tall);
  context.fillStyle = palette.panel;
  context.fillRect(0, 0, width, tall);
  rows.forEach((row, number) => {
    if (row.lane % 2 === 1) {
      context.fillStyle = palette.band;
      context.fillRect(0, number * ROW + TOP, width, ROW);
    }
  });
  context.fillStyle = palette.grid;
  for (const at of list) {
    const px = Math.round(x(at));
    if (px >= gutter) context.fillRect(px, 0, 1, tall);
  }
  context.save();
  context.beginPath();
  context.rect(gutter, 0, width - gutter, tall);
  context.clip();
  rows.forEach((row, number) => drawRow(context, row, number));
  drawPath(context);
  context.restore();
  rows.forEach((row, number) => {
    context.fillStyle = palette.ink;
    if (row.label) context.fillText(fitText(context, row.label, gutter - 20), 12, number * ROW + TOP + ROW / 2 + 1);
  });
  context.fillStyle = palette.edge;
  context.fillRect(gutter - 1, 0, 1, tall);

  overlay.style.left = gutter + 'px';
  overlay.style.width = (width - gutter) + 'px';
  overlay.style.height = tall + 'px';
  drawFocus();
}

function drawRow(context, row, number) {
  const top = rowTop(number);
  let drawnTo = -1;
  row.imports.forEach((one, place) => {
    const from = x(one.begun);
    const to = Math.max(x(one.end), from + 1.5);
    const special = one.failure || onPath.has(one.index) || (matching && matching[one.index]);
    if (to < gutter || from > width || (!special && to - drawnTo < 0.5)) return;
    drawnTo = Math.max(drawnTo, to);
    context.globalAlpha = matching && !matching[one.index] ? 0.16 : 1;
    if (one.ran) drawBar(context, one, from, to, top);
    else drawRefused(context, from, top);
    const next = row.imports[place + 1];
    const room = (next ? x(next.begun) : width) - to - 8;
    const label = (one.failure ? '✕ ' : '') + one.name;
    const inside = to - from;
    const middle = top + BAR / 2 + 1;
    if (inside > 34 && (inside > room || context.measureText(label).width <= inside - 8)) {
      context.fillStyle = one.failure ? palette.bad : palette['bar-ink'];
      const left = Math.max(from, gutter);
      context.fillText(fitText(context, label, to - left - 8), left + 5, middle);
    } else if (room > 24) {
      context.fillStyle = one.failure ? palette.bad : palette.ink;
      context.fillText(fitText(context, label, room), to + (one.ran ? 5 : 9), middle);
    }
  });
  context.globalAlpha = 1;
}

function drawBar(context, one, from, to, top) {
  if (to - from < 3) {
    let longest = FIRST_RUN;
    for (let stage = FIRST_RUN; stage < STAGES.length; stage++) if (one.spent[stage] > one.spent[longest]) longest = stage;
    context.fillStyle = one.failure ? palette.bad : palette[STAGES[longest]];
    context.fillRect(from, top, to - from, BAR);
  } else {
    let at = one.begun;
    for (let stage = FIRST_RUN; stage < STAGES.length; stage++) {
      const left = x(at);
      at += one.spent[stage];
      if (one.spent[stage] > 0) {
        context.fillStyle = palette[STAGES[stage]];
        context.fillRect(left, top, Math.max(0.5, x(at) - left), BAR);
      }
    }
  }
  if (one.failure) drawHatch(context, from, to, top);
  if (onPath.has(one.index)) {
    context.fillStyle = palette.path;
    context.fillRect(from, top - 2, to - from, 2.5);
    context.fillRect(from, top + BAR - 0.5, to - from, 2.5);
    if (to - from > 9) {
      context.fillRect(from, top - 2, 2, BAR + 4);
      context.fillRect(to - 2, top - 2, 2, BAR + 4);
    }
  } else if (!one.failure && to - from >= 3) {
    context.strokeStyle = palette['bar-edge'];
    context.lineWidth = 1;
    context.strokeRect(from + 0.5, top + 0.5, to - from - 1, BAR - 1);
  }
}

function drawHatch(context, from, to, top) {
  const left = Math.max(from, gutter - 20), right = Math.min(to, width + 20);
  context.save();
  context.beginPath();
  context.rect(left, top, right - left, BAR);
  context.clip();
  context.fillStyle = palette['bad-soft'];
  context.fillRect(left, top, right - left, BAR);
  context.strokeStyle = palette.bad;
  context.lineWidth = 1;
  context.globalAlpha *= 0.45;
  context.beginPath();
  for (let at = left - BAR; at < right; at += 7) {
    context.moveTo(at, top + BAR);
    context.lineTo(at + BAR, top);
  }
  context.stroke();
  context.restore();
  context.strokeStyle = palette.bad;
  context.lineWidth = 1.5;
  context.strokeRect(from + 0.5, top + 0.5, Math.max(1, to - from - 1), BAR - 1);
}

/** A failure before a thread took the import: a cross. */
function drawRefused(context, from, top) {
  const middle = top + BAR / 2;
  context.strokeStyle = palette.bad;
  context.lineWidth = 2;
  context.beginPath();
  context.moveTo(from - 4, middle - 4); context.lineTo(from + 4, middle + 4);
  context.moveTo(from - 4, middle + 4); context.lineTo(from + 4, middle - 4);
  context.stroke();
}

/** Lines between the bars of the longest path. */
function drawPath(context) {
  if (!phase || matching) return;
  context.strokeStyle = palette.path;
  context.lineWidth = 2;
  context.beginPath();
  for (let i = 1; i < phase.path.length; i++) {
    const step = phase.path[i], before = phase.path[i - 1];
    if (imports[step.of].row === imports[before.of].row) continue;
    const from = x(before.to), to = x(step.begun);
    const above = rowTop(imports[before.of].row) + BAR / 2, below = rowTop(imports[step.of].row) + BAR / 2;
    const down = below > above ? BAR / 2 : -BAR / 2;
    context.moveTo(from, above + down);
    if (Math.abs(to - from) < 3) {
      context.lineTo(to, below - down);
    } else {
      const turn = down > 0 ? below - down - 4 : below - down + 4;
      context.lineTo(from, turn);
      context.lineTo(to, turn);
      context.lineTo(to, below - down);
    }
  }
  context.stroke();
}

// The import under the pointer, or the selected one: arrows from its prerequisites and to its dependents.

const MOST_ARROWS = 150;

function svg(name, className, attributes) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name);
  element.setAttribute('class', className);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

function arrow(from, to, className) {
  const x1 = x(from.end) - gutter, y1 = rowTop(from.row) + BAR / 2;
  const x2 = x(to.begun) - gutter, y2 = rowTop(to.row) + BAR / 2;
  const bend = Math.max(12, Math.abs(x2 - x1) / 2);
  const arch = from.row === to.row ? -ROW : 0;
  const path = svg('path', className, {
    d: `M${x1.toFixed(1)} ${y1}C${(x1 + bend).toFixed(1)} ${y1 + arch} ${(x2 - bend).toFixed(1)} ${y2 + arch} ${x2.toFixed(1)} ${y2}`,
  });
  path.dataset.from = from.index;
  path.dataset.to = to.index;
  return path;
}

function drawFocus() {
  arrows.replaceChildren();
  const one = hovered || selected;
  if (!one) return;
  const y = rowTop(one.row);
  const left = x(one.begun) - gutter;
  const wide = Math.max(3, x(one.end) - gutter - left);
  if (one.begun > one.at) {
    const asked = x(one.at) - gutter;
    arrows.append(
      svg('line', 'queue', { x1: asked, y1: y + BAR + 2.5, x2: left, y2: y + BAR + 2.5 }),
      svg('line', 'mark', { x1: asked, y1: y + BAR - 5, x2: asked, y2: y + BAR + 3.5 }));
  }
  one.neededBy.slice(0, MOST_ARROWS).forEach(index => arrows.append(arrow(one, imports[index], 'dependent')));
  one.needs.slice(0, MOST_ARROWS).forEach(index => arrows.append(arrow(imports[index], one, 'need')));
  for (const index of one.needs.concat(one.neededBy).slice(0, 2 * MOST_ARROWS)) {
    const other = imports[index];
    const at = x(other.begun) - gutter;
    arrows.append(svg('rect', 'focus', {
      x: at, y: rowTop(other.row) - 1, width: Math.max(3, x(other.end) - gutter - at), height: BAR + 2, rx: 2, 'stroke-opacity': 0.45 }));
  }
  arrows.append(svg('rect', 'focus', { x: left - 1, y: y - 2, width: wide + 2, height: BAR + 4, rx: 3 }));
}

// What is said of an import.

function titleOf(one) {
  const title = make('div', 'card-title', one.name);
  if (one.version) title.append(make('span', 'version', one.version));
  return title;
}

function stateOf(one) {
  if (!one.failure) return make('div', 'state', '✓ imported' + (onPath.has(one.index) ? ', on the longest path' : ''));
  const state = make('div', 'state bad', '✕ failed: ' + one.failure.reason);
  if (one.failure.message) state.append(make('br'), one.failure.message);
  return state;
}

function stagesOf(one) {
  const list = make('dl', 'stages');
  const longest = Math.max(1, ...one.spent);
  STAGES.forEach((stage, number) => {
    if (one.times[number] < 0) return;
    const share = make('div', 'share ' + stage);
    share.style.width = (100 * one.spent[number] / longest) + '%';
    list.append(make('dt', '', make('i', 'swatch ' + stage), stage), make('dd', '', time(one.spent[number])), share);
  });
  list.append(make('dt', 'sum', 'total'), make('dd', 'sum', time(one.end - one.at)), make('div'));
  return list;
}

function namesOf(indices, linked, most) {
  const parts = [];
  indices.slice(0, most).forEach((index, place) => {
    if (place > 0) parts.push(', ');
    parts.push(linked ? nameLink(imports[index]) : imports[index].name);
  });
  if (indices.length > most) parts.push(` and ${(indices.length - most).toLocaleString('en')} more`);
  return parts;
}

function factsOf(one, linked) {
  const most = linked ? 500 : 6;
  const facts = make('dl', 'facts');
  const fact = (name, ...values) => facts.append(make('dt', '', name), make('dd', '', ...values));
  fact('asked for by', one.by || 'unknown');
  fact('at', '+' + time(one.at));
  fact('thread', one.thread || 'none took it');
  if (one.needs.length) fact('prerequisites', ...namesOf(one.needs, linked, most));
  if (one.earlier.length) fact(one.needs.length ? 'imported earlier' : 'prerequisites', one.earlier.slice(0, most).join(', ')
      + (one.earlier.length > most ? ` and ${one.earlier.length - most} more` : '') + (one.needs.length ? '' : ' (imported earlier)'));
  if (one.neededBy.length) fact('dependents', ...namesOf(one.neededBy, linked, most));
  return facts;
}

const tip = $('tip');

function showTip(one, px, py) {
  tip.replaceChildren(titleOf(one), stateOf(one), stagesOf(one), factsOf(one, false));
  tip.hidden = false;
  const box = tip.getBoundingClientRect();
  const left = px + 18 + box.width > innerWidth ? Math.max(4, px - box.width - 14) : px + 18;
  const below = py + 20 + box.height > innerHeight ? Math.max(4, py - box.height - 16) : py + 20;
  tip.style.left = left + 'px';
  tip.style.top = below + 'px';
}

function hover(one, px, py) {
  if (one !== hovered) {
    hovered = one;
    drawFocus();
  }
  if (one) showTip(one, px, py);
  else tip.hidden = true;
}

function select(one, bring) {
  selected = one;
  const details = $('details');
  details.hidden = !one;
  if (one) {
    const left = make('div', '', titleOf(one), stateOf(one), factsOf(one, true));
    details.replaceChildren(make('div', 'columns', left, stagesOf(one)));
    if (bring) show(one);
  }
  for (const row of $('rows').children) row.classList.toggle('selected', !!one && row.dataset.index === String(one.index));
  drawFocus();
}

/** Moves the view so that an import is within it. */
function show(one) {
  const span = view.to - view.from;
  if (one.begun < view.from || one.begun > view.to) {
    const middle = one.begun + Math.min(one.work, span) / 2;
    setView(middle - span / 2, middle + span / 2);
  }
  const top = one.row * ROW;
  if (top < frame.scrollTop || top + ROW + AXIS > frame.scrollTop + frame.clientHeight) {
    frame.scrollTop = Math.max(0, top - frame.clientHeight / 2);
  }
}

// Zoom and move.

function setView(from, to) {
  const least = -0.05 * total, most = total * 1.12;
  const span = Math.min(most - least, Math.max(LEAST_SPAN, to - from));
  const middle = (from + to) / 2;
  let begin = Math.min(Math.max(middle - span / 2, least), most - span);
  view.from = begin;
  view.to = begin + span;
  schedule();
}

function zoom(factor, around) {
  const span = (view.to - view.from) * factor;
  if (span < LEAST_SPAN && factor < 1) return;
  const share = (around - view.from) / (view.to - view.from);
  setView(around - share * span, around + (1 - share) * span);
}

const middle = () => (hovered || selected ? Math.min(Math.max((hovered || selected).begun, view.from), view.to) : (view.from + view.to) / 2);
const move = share => setView(view.from + share * (view.to - view.from), view.to + share * (view.to - view.from));
const fit = (from, to) => setView(from - 0.015 * (to - from), to + 0.09 * (to - from));

function importAt(px, py) {
  const row = rows[Math.floor((py - TOP) / ROW)];
  if (!row || px < gutter) return null;
  let best = null, distance = 5;
  for (const one of row.imports) {
    const from = x(one.begun), to = Math.max(x(one.end), from + 1.5);
    const away = px < from ? from - px : px > to ? px - to : 0;
    if (away < distance) { best = one; distance = away; }
  }
  return best;
}

let drag = null;

plot.addEventListener('pointermove', event => {
  const box = chart.getBoundingClientRect();
  if (drag) {
    const by = (drag.px - event.clientX) / (width - gutter - RIGHT) * (drag.to - drag.from);
    if (Math.abs(event.clientX - drag.px) > 3) {
      drag.moved = true;
      plot.classList.add('moving');
      setView(drag.from + by, drag.to + by);
    }
    return;
  }
  hover(importAt(event.clientX - box.left, event.clientY - box.top), event.clientX, event.clientY);
});
plot.addEventListener('pointerleave', () => hover(null));
plot.addEventListener('pointerdown', event => {
  if (event.button === 0) {
    drag = { px: event.clientX, from: view.from, to: view.to, moved: false };
    if (event.isTrusted) plot.setPointerCapture(event.pointerId);
  }
});
plot.addEventListener('pointerup', event => {
  const was = drag;
  drag = null;
  plot.classList.remove('moving');
  if (was && !was.moved) {
    const box = chart.getBoundingClientRect();
    select(importAt(event.clientX - box.left, event.clientY - box.top), false);
  }
});
plot.addEventListener('pointercancel', () => { drag = null; plot.classList.remove('moving'); });
plot.addEventListener('dblclick', event => {
  const box = chart.getBoundingClientRect();
  const one = importAt(event.clientX - box.left, event.clientY - box.top);
  if (one) fit(one.at, Math.max(one.end, one.at + LEAST_SPAN));
});
frame.addEventListener('wheel', event => {
  const box = chart.getBoundingClientRect();
  if (event.ctrlKey || event.metaKey) {
    event.preventDefault();
    zoom(Math.exp(Math.max(-1, Math.min(1, event.deltaY / 240))), timeAt(Math.max(gutter, event.clientX - box.left)));
    hover(null);
  } else if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
    event.preventDefault();
    move((event.deltaX || event.deltaY) / (width - gutter));
    hover(null);
  }
}, { passive: false });

/** The next import in the order of begin, among those that match. */
function neighbour(step) {
  const order = inOrder.filter(one => !matching || matching[one.index]);
  if (!order.length) return null;
  const at = selected ? order.indexOf(selected) : -1;
  return order[at < 0 ? (step > 0 ? 0 : order.length - 1) : Math.min(order.length - 1, Math.max(0, at + step))];
}
const inOrder = imports.slice().sort((one, other) => one.begun - other.begun || one.index - other.index);

plot.addEventListener('keydown', event => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const acts = {
    '+': () => zoom(0.6, middle()), '=': () => zoom(0.6, middle()), '-': () => zoom(1 / 0.6, middle()),
    '0': () => fit(0, total), Home: () => fit(0, total),
    ArrowLeft: () => move(-0.15), ArrowRight: () => move(0.15),
    ArrowDown: () => select(neighbour(1), true), ArrowUp: () => select(neighbour(-1), true),
    Enter: () => selected && fit(selected.at, Math.max(selected.end, selected.at + LEAST_SPAN)),
    Escape: () => { hover(null); select(null); },
  };
  if (acts[event.key]) {
    event.preventDefault();
    acts[event.key]();
  }
});
$('zoom-in').addEventListener('click', () => zoom(0.6, middle()));
$('zoom-out').addEventListener('click', () => zoom(1 / 0.6, middle()));
$('fit').addEventListener('click', () => fit(0, total));

document.addEventListener('click', event => {
  const link = event.target.closest('button.link');
  if (link) select(imports[Number(link.dataset.index)], true);
});

// Search.

function search() {
  const words = $('query').value.trim().toLowerCase().split(/\s+/).filter(word => word);
  const failedOnly = $('failed-only').checked, pathOnly = $('path-only').checked;
  if (!words.length && !failedOnly && !pathOnly) {
    matching = null;
    matches = imports;
    $('matches').textContent = '';
  } else {
    matching = imports.map(one => words.every(word => one.text.includes(word)) && (!failedOnly || !!one.failure)
        && (!pathOnly || onPath.has(one.index)));
    matches = imports.filter(one => matching[one.index]);
    $('matches').textContent = `${matches.length.toLocaleString('en')} of ${count(imports.length, 'import')}`;
  }
  fillTable();
  schedule();
}
let searching = 0;
$('query').addEventListener('input', () => {
  clearTimeout(searching);
  searching = setTimeout(search, imports.length > 2000 ? 120 : 0);
});
$('query').addEventListener('keydown', event => {
  if (event.key === 'Enter' && matching) {
    search();
    const one = neighbour(event.shiftKey ? -1 : 1);
    if (one) select(matches.length && selected === one && matches.length > 1 ? inOrder.find(each => matching[each.index]) : one, true);
  }
});
$('failed-only').addEventListener('change', search);
$('path-only').addEventListener('change', search);
$('controls').addEventListener('submit', event => event.preventDefault());

// The table: rows are added as they are wanted.

const CHUNK = 200;
const stageColumn = (name, number) => ({
  key: name, label: name, number: true, value: one => one.times[number], text: one => one.times[number] < 0 ? '–' : time(one.times[number]) });
const COLUMNS = [
  { key: 'name', label: 'plugin', value: one => one.name },
  { key: 'version', label: 'version', value: one => one.version },
  { key: 'outcome', label: 'outcome', value: one => one.failure ? one.failure.reason : '' },
  { key: 'work', label: 'import', number: true, value: one => one.ran ? one.work : -1, text: one => one.ran ? time(one.work) : '–' },
  stageColumn('open', 3), stageColumn('resolve', 4), stageColumn('define', 5), stageColumn('start', 6),
  stageColumn('queue', 2),
  { key: 'at', label: 'requested', number: true, value: one => one.at, text: one => '+' + time(one.at) },
  { key: 'thread', label: 'thread', value: one => one.thread },
  { key: 'by', label: 'asked for by', wide: true, value: one => one.by },
];
let sorted = [];

function makeColumns() {
  COLUMNS.forEach(column => {
    const button = make('button', '', column.label);
    button.type = 'button';
    button.addEventListener('click', () => {
      sort = { key: column.key, down: sort.key === column.key ? !sort.down : !!column.number };
      fillTable();
    });
    const head = make('th', column.number ? 'number' : '', button);
    head.scope = 'col';
    head.dataset.key = column.key;
    $('columns').append(head);
  });
}

function fillTable() {
  const column = COLUMNS.find(each => each.key === sort.key);
  const sign = sort.down ? -1 : 1;
  const compare = new Intl.Collator('en', { numeric: true }).compare;
  sorted = matches.slice().sort((one, other) => {
    const a = column.value(one), b = column.value(other);
    return sign * (column.number ? a - b : compare(a, b)) || one.index - other.index;
  });
  for (const head of $('columns').children) {
    if (head.dataset.key === sort.key) head.setAttribute('aria-sort', sort.down ? 'descending' : 'ascending');
    else head.removeAttribute('aria-sort');
  }
  $('rows').replaceChildren();
  addRows(CHUNK);
}

function addRows(number) {
  const shown = $('rows').children.length;
  const added = document.createDocumentFragment();
  sorted.slice(shown, shown + number).forEach(one => added.append(tableRow(one)));
  $('rows').append(added);
  const left = sorted.length - Math.min(sorted.length, shown + number);
  $('more').hidden = left === 0;
  $('more').textContent = left ? `Show ${Math.min(left, 1000).toLocaleString('en')} more of ${left.toLocaleString('en')}` : '';
}

function tableRow(one) {
  const row = make('tr', (one.failure ? 'failed' : '') + (selected === one ? ' selected' : ''));
  row.dataset.index = one.index;
  for (const column of COLUMNS) {
    const cell = make('td', column.number ? 'number' : column.wide ? 'wide' : '');
    if (column.key === 'name') {
      cell.append(nameLink(one));
    } else if (column.key === 'outcome') {
      cell.append(one.failure ? make('span', 'bad', '✕ ' + one.failure.reason) : '✓ imported');
      if (one.failure) cell.title = one.failure.message;
    } else {
      cell.append(column.text ? column.text(one) : column.value(one));
    }
    row.append(cell);
  }
  return row;
}
$('more').addEventListener('click', () => addRows(1000));

// The longest path.

const MOST_STEPS = 100;

function showPhase(number) {
  phase = data.phases[number];
  onPath = new Set(phase.path.map(step => step.of));
  const first = phase.path.length ? phase.path[0].from : phase.from;
  const length = phase.to - first;
  const longest = Math.max(1, ...phase.path.map(step => step.to - step.from));
  $('path-summary').textContent = `${time(length)} of the ${time(phase.to - phase.from)} of this phase. Each step began when the one `
    + 'before it ended, so the phase ends earlier if a step gets shorter.';
  const list = $('path');
  list.replaceChildren();
  phase.path.slice(-MOST_STEPS).forEach(step => {
    const one = imports[step.of];
    const bar = make('span', 'bar');
    const part = (name, nanos) => {
      const piece = make('i', name);
      piece.style.width = (100 * nanos / longest) + '%';
      bar.append(piece);
    };
    if (step.begun - step.from > longest / 200) part('wait', step.begun - step.from);
    let at = one.begun;
    for (let stage = FIRST_RUN; stage < STAGES.length; stage++) {
      const from = Math.max(at, step.begun);
      at += one.spent[stage];
      if (Math.min(at, step.to) > from) part(STAGES[stage], Math.min(at, step.to) - from);
    }
    const why = make('span', 'why', step.cause === 'REQUESTED' ? 'requested by ' + one.by : step.label + ' ' + imports[step.after].name);
    if (step.begun - step.from >= 1e6) why.append(`; ${time(step.begun - step.from)} of it in the queue`);
    list.append(make('li', '', make('span', 'time', time(step.to - step.from)), bar, make('span', 'name', nameLink(one)), why));
  });
  if (phase.path.length > MOST_STEPS) {
    list.prepend(make('li', 'more', count(phase.path.length - MOST_STEPS, 'step') + ' before these'));
  }
  search();
}

// Paper, dark and light.

function repaint() {
  readPalette();
  draw();
}
function print(on) {
  document.documentElement.classList.toggle('printing', on);
  if (on) addRows(sorted.length);
  repaint();
}
addEventListener('beforeprint', () => print(true));
addEventListener('afterprint', () => print(false));
matchMedia('print').addEventListener('change', event => print(event.matches));
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', repaint);

// The beginning.

function showFigures() {
  const failed = imports.filter(one => one.failure).length;
  const threads = new Set(imports.map(one => one.thread).filter(name => name)).size;
  const slowest = imports.reduce((most, one) => Math.max(most, one.work), 0);
  const figures = [['imports', imports.length.toLocaleString('en')], ['failed', failed.toLocaleString('en')], ['time', time(data.span)],
    ['slowest', time(slowest)], ['threads', threads.toLocaleString('en')]];
  figures.forEach(([label, value]) => {
    $('figures').append(make('div', label === 'failed' && failed ? 'bad' : '', make('dt', '', label), make('dd', '', value)));
  });
  const began = new Date(data.began);
  $('source').textContent = data.source + ' · ' + began.toISOString().replace('T', ' ').replace(/\.\d+Z/, ' UTC');
  document.title = 'Import timeline: ' + data.source;
  plot.setAttribute('aria-label', `Timeline of ${count(imports.length, 'import')}, ${failed} failed, on ${count(threads, 'thread')}, in ${time(data.span)}. `
    + 'Arrow up and down select an import. The table below has the same data.');
}

function begin() {
  data.notes.forEach(note => $('notes').append(make('li', '', note)));
  $('notes').hidden = !data.notes.length;
  if (!imports.length) {
    $('content').hidden = true;
    $('empty').hidden = false;
    $('source').textContent = data.source;
    return;
  }
  showFigures();
  readPalette();
  makeColumns();
  data.phases.forEach((each, number) => {
    const failed = each.imports.filter(index => imports[index].failure).length;
    const option = make('option', '', `${number + 1}. ${each.label}: ${count(each.imports.length, 'import')}, ${time(each.to - each.from)}`
      + (failed ? `, ${failed} failed` : '') + (each.from > 0 ? `, at +${time(each.from)}` : ''));
    option.value = number;
    $('phase').append(option);
  });
  $('phase').hidden = $('phase-label').hidden = data.phases.length < 2;
  $('phase').addEventListener('change', () => {
    const number = Number($('phase').value);
    showPhase(number);
    fit(data.phases[number].from, data.phases[number].to);
  });
  showPhase(0);
  // First what belongs together: phases that follow each other within a second.
  let last = 0;
  while (last + 1 < data.phases.length && data.phases[last + 1].from - data.phases[last].to < 1e9) last++;
  fit(0, Math.max(1000, data.phases[last].to));
  draw();
  new ResizeObserver(() => { if (Math.max(320, frame.clientWidth) !== width) schedule(); }).observe(frame);
}

begin();
// After the next frame: when it has been drawn.
requestAnimationFrame(() => setTimeout(() => performance.mark('timeline-drawn')));

/** For scripts and tests: where an import's bar is in the window. */
window.timeline = Object.freeze({
  locate(name) {
    const one = imports.find(each => each.name === name);
    if (!one) return null;
    const box = chart.getBoundingClientRect();
    return { left: box.left + x(one.begun), right: box.left + x(one.end), top: box.top + rowTop(one.row), height: BAR };
  },
  view: () => ({ from: view.from, to: view.to }),
});
})();

// The three charts: reads /metrics each second while the window is seen.

import { chart } from './chart.js';
import { byId, shortNumber } from './dom.js';
import { between, readTotals } from './metrics.js';

const POLL_MILLIS = 1000;
const SECONDS_SHOWN = 60;

const GAUGES = [
  { name: 'rate', label: 'Requests per second', unit: '', smallestTop: 5 },
  { name: 'ratio', label: 'Hit ratio', unit: ' %', fixedTop: 100 },
  { name: 'latency', label: 'Average latency', unit: ' ms', smallestTop: 1 },
];

let last = null;

export function startLoad() {
  const gauges = GAUGES.map((gauge) => ({
    ...gauge,
    values: [],
    draw: chart(byId(`${gauge.name}-chart`), gauge),
  }));
  poll(gauges);
}

async function poll(gauges) {
  if (!document.hidden) {
    await read(gauges);
  }
  setTimeout(poll, POLL_MILLIS, gauges);
}

async function read(gauges) {
  try {
    const response = await fetch('/metrics', { cache: 'no-store' });
    if (!response.ok) {
      throw new Error(`status ${response.status}`);
    }
    const totals = readTotals(await response.text());
    const at = performance.now();
    if (last) {
      show(gauges, between(last.totals, totals, (at - last.at) / 1000));
    }
    last = { totals, at };
    showServer(totals.redisLive ? 'live' : 'away', totals.redisLive ? 'Ready' : 'Working without Redis');
  } catch {
    last = null;
    show(gauges, { rate: null, ratio: null, latency: null });
    showServer('away', 'Not reachable');
  }
}

function show(gauges, reading) {
  for (const { name, label, unit, values, draw } of gauges) {
    const value = reading[name];
    values.push(value);
    values.splice(0, values.length - SECONDS_SHOWN);
    draw(values);
    const words = value === null ? '–' : shortNumber(value);
    byId(`${name}-now`).textContent = words;
    byId(`${name}-now`).className = value === null ? 'none' : '';
    const peak = byId(`${name}-peak`);
    if (peak) {
      const most = Math.max(...values);
      peak.textContent = most > 0 ? `peak ${shortNumber(most)}` : '';
    }
    byId(`${name}-chart`).setAttribute('aria-label', `${label}: ${value === null ? 'none now' : words + unit}`);
  }
}

function showServer(state, words) {
  const pill = byId('server-state');
  if (pill.textContent !== words) {
    pill.textContent = words;
  }
  pill.dataset.state = state;
}

// Ten seconds of look-ups from this window, so that the charts have something to show.

import { byId } from './dom.js';

const SECONDS = 10;
const TICK_MILLIS = 100;
const PER_TICK = 6;
const MOST_AT_ONCE = 12;
const USERS = 500;

let running = null;

export function startTraffic() {
  byId('traffic').addEventListener('click', () => {
    if (running) {
      stop();
    } else {
      start();
    }
  });
}

function start() {
  running = { until: performance.now() + SECONDS * 1000, asked: 0, open: 0, failed: 0 };
  running.timer = setInterval(tick, TICK_MILLIS, running);
  tick(running);
}

function tick(run) {
  const left = Math.ceil((run.until - performance.now()) / 1000);
  if (left <= 0) {
    stop();
    return;
  }
  byId('traffic').textContent = `Stop (${left} s)`;
  for (let i = 0; i < PER_TICK && run.open < MOST_AT_ONCE; i++) {
    ask(run);
  }
}

async function ask(run) {
  run.open += 1;
  run.asked += 1;
  try {
    const response = await fetch(`/users/${someUser()}`, { cache: 'no-store' });
    await response.arrayBuffer();
    run.failed += response.status >= 500 ? 1 : 0;
  } catch {
    run.failed += 1;
  }
  run.open -= 1;
}

/** Some users are asked for much more often than others, as in life. */
function someUser() {
  return 1 + Math.floor(USERS * Math.random() ** 4);
}

function stop() {
  clearInterval(running.timer);
  const { asked, failed } = running;
  running = null;
  byId('traffic').textContent = 'Make traffic';
  byId('traffic-text').textContent =
    `${asked} look-ups made${failed ? `, ${failed} failed` : ''}. The charts keep them for a minute.`;
}

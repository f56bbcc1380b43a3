// Turns two readings of the server's counters into rates. No document here.

const SAMPLE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})?\s+(\S+)/;
const LABEL = /(\w+)="((?:[^"\\]|\\.)*)"/g;

/** Reads Prometheus text to the totals this page shows. Unknown lines are passed over. */
export function readTotals(text) {
  const totals = { requests: 0, seconds: 0, hits: 0, misses: 0, redisLive: true };
  for (const line of text.split('\n')) {
    const [, name, labelText = '', valueText] = SAMPLE.exec(line) ?? [];
    const value = Number(valueText);
    if (!name || !Number.isFinite(value)) {
      continue;
    }
    if (name === 'aside_redis_live') {
      totals.redisLive = value !== 0;
    } else if (name === 'aside_cache_hits_total') {
      totals.hits += value;
    } else if (name === 'aside_cache_misses_total') {
      totals.misses += value;
    } else if (name === 'http_server_requests_seconds_count' && isUserRoute(labelText)) {
      totals.requests += value;
    } else if (name === 'http_server_requests_seconds_sum' && isUserRoute(labelText)) {
      totals.seconds += value;
    }
  }
  return totals;
}

/** Only requests for users count: this page's own polling would hide them. */
function isUserRoute(labelText) {
  for (const [, name, value] of labelText.matchAll(LABEL)) {
    if (name === 'uri') {
      return value.startsWith('/users');
    }
  }
  return false;
}

/**
 * What happened between two readings `seconds` apart: {rate, ratio, latency}, of which ratio (in
 * percent) and latency (in milliseconds) are null if nothing happened. After a restart of the
 * server the counters begin at zero again.
 */
export function between(before, after, seconds) {
  const base = after.requests < before.requests ? { requests: 0, seconds: 0, hits: 0, misses: 0 } : before;
  const requests = after.requests - base.requests;
  const hits = after.hits - base.hits;
  const asked = hits + after.misses - base.misses;
  return {
    rate: requests / seconds,
    ratio: asked > 0 ? (100 * hits) / asked : null,
    latency: requests > 0 ? (1000 * (after.seconds - base.seconds)) / requests : null,
  };
}

// The server's user routes, and what its answers mean in words.

/** Looks a user up. Resolves to {status, source, millis, text, json}; rejects if no answer came. */
export function getUser(id) {
  return send('GET', id);
}

/** Replaces name, email and city of a user. */
export function putUser(id, user) {
  return send('PUT', id, JSON.stringify(user));
}

export function deleteUser(id) {
  return send('DELETE', id);
}

async function send(method, id, body) {
  const url = new URL(`/users/${encodeURIComponent(id)}`, location.href).href;
  performance.clearResourceTimings();
  const started = performance.now();
  const response = await fetch(url, {
    method,
    body,
    headers: body ? { 'Content-Type': 'application/json' } : {},
    cache: 'no-store', // the server's cache is what we look at, not the browser's
  });
  const text = await response.text();
  const ended = performance.now();
  return {
    status: response.status,
    source: readCacheStatus(response.headers.get('Cache-Status')),
    millis: networkMillis(url) ?? ended - started,
    text,
    json: parseJson(text),
  };
}

/** Time on the wire without the page's own work, where the browser tells it. */
function networkMillis(url) {
  const entry = performance.getEntriesByName(url, 'resource').pop();
  const millis = entry && entry.responseEnd - entry.requestStart;
  return millis > 0 ? millis : undefined;
}

function parseJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Reads a Cache-Status header (RFC 9211) to {level, hit, stored, collapsed, forward}. */
export function readCacheStatus(header) {
  const [, ...parameters] = (header ?? '').split(',').pop().split(';');
  const found = new Map();
  for (const parameter of parameters) {
    const [name, value = ''] = parameter.trim().split('=');
    found.set(name, value.replaceAll('"', ''));
  }
  const hit = found.has('hit');
  const forward = found.get('fwd') ?? '';
  const detail = found.get('detail') ?? '';
  return {
    hit,
    forward,
    detail,
    level: hit ? (detail === 'local' ? 'local' : 'remote') : forward ? 'database' : '',
    stored: found.has('stored'),
    collapsed: found.has('collapsed'),
  };
}

/** One word for where an answer came from. */
export function verdictWord({ hit, forward }) {
  if (hit) {
    return 'Hit';
  }
  return { '': 'Answer', stale: 'Stale', bypass: 'Bypass' }[forward] ?? 'Miss';
}

/** Where an answer came from, as the end of the sentence "miss → database". */
export function sourceWord({ level }) {
  return { local: 'memory', remote: 'Redis', database: 'database' }[level] ?? 'server';
}

/** One sentence on how the answer was found. */
export function explain({ level, stored, collapsed, forward }, found) {
  if (level === 'local') {
    return found
      ? 'From this server’s own memory.'
      : 'This server remembers that there is none.';
  }
  if (level === 'remote') {
    return found
      ? 'From Redis; the database was not asked.'
      : 'Redis remembers that there is none.';
  }
  if (level !== 'database') {
    return '';
  }
  if (collapsed) {
    return 'Another request was reading it from the database; both share one read.';
  }
  if (!found) {
    return 'The database has none; that is remembered for a few seconds.';
  }
  if (forward === 'stale') {
    return 'The kept value was too old; read from the database again.';
  }
  return stored ? 'Read from the database, and kept in Redis.' : 'Read from the database.';
}

/** The message for each field of a problem document (RFC 9457), as a Map from field to words. */
export function fieldProblems(problem) {
  const found = new Map();
  for (const error of Array.isArray(problem?.errors) ? problem.errors : []) {
    const field = String(error.field ?? error.pointer ?? '').replace(/^#?\//, '');
    found.set(field, String(error.detail ?? error.message ?? 'not accepted'));
  }
  if (found.size === 0 && typeof problem?.field === 'string') {
    found.set(problem.field, String(problem.detail ?? problem.title));
  }
  return found;
}

/** What went wrong, for a person. */
export function problemText({ status, json, text }) {
  const words = json?.detail ?? json?.title ?? text.trim().slice(0, 200);
  return words ? `${words} (${status})` : `The server answered ${status}.`;
}

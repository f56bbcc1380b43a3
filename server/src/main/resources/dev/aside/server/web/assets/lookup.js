// Looks up a user, shows the answer and how it was found, and keeps the last few for comparison.

import { explain, getUser, problemText, sourceWord, verdictWord } from './api.js';
import { byId, element, inMillis, setFieldError } from './dom.js';

const HISTORY_ROWS = 7;
const LEVELS = ['local', 'remote', 'database'];

const history = [];
let lastAsked = 0;

/**
 * Starts the look-up form. `onUser` hears each id and its answer, or `null` if there is no such
 * user.
 */
export function startLookup(onUser) {
  const field = byId('lookup-id');
  byId('lookup').addEventListener('submit', (event) => {
    event.preventDefault();
    const id = field.value.trim();
    setFieldError(field, byId('lookup-error'), id ? '' : 'Which user? An id is a number, such as 42.');
    if (id) {
      lookUp(id, onUser);
    } else {
      field.focus();
    }
  });
}

/** Asks for user `id` and shows what comes. */
export async function lookUp(id, onUser) {
  lastAsked += 1;
  const asked = lastAsked;
  const answer = await getUser(id).catch(() => null);
  if (asked !== lastAsked) {
    return; // a later look-up is on its way; its answer is the one to show
  }
  if (!answer) {
    showFailure('The server cannot be reached.');
    return;
  }
  const found = answer.status === 200;
  if (!found && answer.status !== 404) {
    showFailure(problemText(answer));
    return;
  }
  showAnswer(id, answer, found);
  remember({ id, verdict: verdictWord(answer.source).toLowerCase(), answer });
  onUser(id, found ? answer : null);
}

/** Adds a row to the history for something that was not a look-up, such as a change. */
export function rememberChange(id, verdict, answer) {
  remember({ id, verdict, answer: { ...answer, source: { level: 'database' } } });
}

function showFailure(words) {
  setFieldError(byId('lookup-id'), byId('lookup-error'), words);
}

function showAnswer(id, answer, found) {
  byId('lookup-empty').hidden = true;
  byId('answer').hidden = false;
  byId('answer').dataset.level = answer.source.level;
  byId('verdict').textContent = found ? verdictWord(answer.source) : `No user ${id}`;
  byId('verdict-time').textContent = inMillis(answer.millis);
  byId('explained').textContent = explain(answer.source, found);
  showPath(answer.source.level);
}

/** Lights the stops up to the level that answered. A server may keep no copies of its own. */
function showPath(level) {
  if (level === 'local') {
    byId('path-local').hidden = false;
  }
  const depth = LEVELS.indexOf(level);
  for (const [index, stop] of [...byId('path').children].entries()) {
    stop.className = index < depth ? 'passed' : index === depth ? 'reached' : '';
  }
}

function remember(row) {
  history.unshift(row);
  history.length = Math.min(history.length, HISTORY_ROWS);
  const slowest = Math.max(...history.map(({ answer }) => answer.millis));
  byId('history').replaceChildren(...history.map((entry) => historyRow(entry, slowest)));
  byId('history-part').hidden = false;
}

function historyRow({ id, verdict, answer }, slowest) {
  const bar = element('span', 'bar');
  bar.style.setProperty('--share', String(answer.millis / slowest));
  const words = element('span', 'words', `${verdict} → ${sourceWord(answer.source)}`);
  const row = element('li', '', element('span', 'id', String(id)), words, bar, ' ',
    element('span', 'millis', inMillis(answer.millis)));
  row.dataset.level = answer.source.level;
  return row;
}

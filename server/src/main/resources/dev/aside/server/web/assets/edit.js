// Shows the user that was looked up; changes and deletes it.

import { deleteUser, fieldProblems, problemText, putUser } from './api.js';
import { byId, element, setFieldError } from './dom.js';
import { rememberChange } from './lookup.js';

const FIELDS = ['name', 'email', 'city'];

let currentId = '';

/** Starts the form. `onChanged` is called with the id of a user that was changed or deleted. */
export function startEdit(onChanged) {
  byId('edit').addEventListener('submit', (event) => {
    event.preventDefault();
    save(onChanged);
  });
  byId('delete').addEventListener('click', () => askToDelete(true));
  byId('delete-no').addEventListener('click', () => askToDelete(false));
  byId('delete-yes').addEventListener('click', () => remove(onChanged));
  byId('delete-confirm').addEventListener('keydown', (event) => {
    if (event.key === 'Escape') {
      askToDelete(false);
    }
  });
}

/** Shows user `id` and offers it for change; with no answer there is no such user. */
export function showUser(id, answer) {
  currentId = id;
  byId('edit-title').textContent = `User ${id}`;
  byId('edit').hidden = !answer?.json;
  byId('edit-empty').hidden = Boolean(answer);
  byId('edit-empty').textContent = 'There is no such user, so there is nothing to change.';
  byId('json').hidden = !answer;
  byId('json').replaceChildren(...(answer ? prettyJson(answer) : []));
  showQuestion(false);
  say('');
  for (const field of FIELDS) {
    input(field).value = answer?.json?.[field] ?? '';
    showError(field, '');
  }
}

/** The JSON with line breaks, its names and values apart. */
function* prettyJson({ json, text }) {
  if (json === undefined) {
    yield text;
    return;
  }
  for (const line of JSON.stringify(json, null, 2).split('\n')) {
    const [, indent, name, rest] = /^(\s*)("(?:[^"\\]|\\.)*": )?(.*)$/.exec(line);
    yield indent;
    if (name) {
      yield element('span', 'json-name', name);
    }
    yield element('span', 'json-value', rest);
    yield '\n';
  }
}

/** Says what happened, below the form. */
function say(words) {
  byId('edit-said').textContent = words;
}

async function save(onChanged) {
  const id = currentId;
  const user = Object.fromEntries(FIELDS.map((field) => [field, input(field).value.trim()]));
  FIELDS.forEach((field) => showError(field, ''));
  const answer = await attempt(() => putUser(id, user));
  if (!answer) {
    return;
  }
  if (answer.status >= 400) {
    showProblem(answer);
    return;
  }
  rememberChange(id, 'saved', answer);
  await onChanged(id);
  say('Saved. This is what everyone reads now.');
}

async function remove(onChanged) {
  const id = currentId;
  const answer = await attempt(() => deleteUser(id));
  if (!answer) {
    return;
  }
  if (answer.status >= 400 && answer.status !== 404) {
    showProblem(answer);
    return;
  }
  rememberChange(id, 'deleted', answer);
  await onChanged(id);
  say(`User ${id} is deleted.`);
  byId('lookup-id').focus();
}

async function attempt(request) {
  say('');
  try {
    return await request();
  } catch {
    say('The server cannot be reached; nothing was changed.');
    return undefined;
  }
}

function showProblem(answer) {
  const problems = fieldProblems(answer.json);
  const known = FIELDS.filter((field) => problems.has(field));
  for (const field of known) {
    showError(field, sentence(problems.get(field)));
  }
  if (known.length > 0) {
    input(known[0]).focus();
  } else {
    say(problemText(answer));
  }
}

function askToDelete(asking) {
  showQuestion(asking);
  byId(asking ? 'delete-no' : 'delete').focus();
}

function showQuestion(asking) {
  byId('delete-question').textContent = asking ? `Delete user ${currentId} from the database?` : '';
  byId('delete-confirm').hidden = !asking;
  byId('edit-buttons').hidden = asking;
}

/** "blank" -> "Blank". */
function sentence(words) {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function input(field) {
  return byId('edit').elements[field];
}

function showError(field, words) {
  setFieldError(input(field), byId(`${field}-error`), words);
}

// Chat in room:lobby, by the npm client centrifuge, which recovers what it missed; where WebSockets do
// not get through, by server-sent events.

import { byId, element } from './dom.js';

const ROOM = 'room:lobby';
const MESSAGES_KEPT = 200;
const HISTORY_SHOWN = 100;
const PEOPLE_SHOWN = 8;
const TRIES_BEFORE_EVENTS = 4;
const NICK_KEY = 'aside.nick';
const COLOURS = 6;

const client = new Centrifuge(
  `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/connection/websocket`,
);
const room = client.newSubscription(ROOM, { joinLeave: true });
let shown = { epoch: '', offset: 0 };
let held = null; // what comes while the history is read; null: nothing is read
let wasConnected = false;
let failures = 0;
let byEvents = false;
let me = '';

export function startChat() {
  const nick = byId('nick');
  nick.value = remembered();
  nick.addEventListener('change', () => rememberNick(nick.value.trim()));
  byId('chat').addEventListener('submit', (event) => {
    event.preventDefault();
    send();
  });
  client.on('connecting', () => showState('away', wasConnected ? 'Reconnecting' : 'Connecting'));
  client.on('connected', (context) => (me = context.client));
  client.on('error', failed);
  client.on('disconnected', listenToEvents); // for good: by us, or refused, as without a token
  room.on('subscribed', begun);
  room.on('publication', (publication) => (held ? held.push(publication) : show(publication)));
  room.on('join', showPeople);
  room.on('leave', showPeople);
  room.subscribe();
  client.connect();
}

function begun({ wasRecovering, recovered, streamPosition }) {
  failures = 0;
  showState('live', 'Connected');
  if (wasConnected) {
    const words = recovered ? 'Nothing was missed.' : 'Some of what was said in between is lost.';
    append(element('li', 'notice', `Connected again. ${words}`));
  }
  wasConnected = true;
  if (!wasRecovering || !recovered) {
    loadHistory(streamPosition?.epoch ?? '');
  }
  showPeople();
}

async function loadHistory(epoch) {
  held = [];
  if (shown.epoch !== epoch) {
    shown = { epoch, offset: 0 };
  }
  try {
    const { publications } = await room.history({ limit: HISTORY_SHOWN, reverse: true });
    publications.reverse().forEach(show);
  } catch {
    append(element('li', 'notice', 'What was said before cannot be shown.'));
  }
  const since = held;
  held = null;
  since.forEach(show);
}

function show({ data, offset }) {
  if (offset > shown.offset) {
    shown.offset = offset;
    append(messageRow(typeof data === 'string' ? data : JSON.stringify(data)));
  }
}

async function showPeople() {
  try {
    const others = Object.keys((await room.presence()).clients).filter((id) => id !== me);
    const names = ['you', ...others.sort().map((id) => id.slice(0, 6))];
    const more = names.length > PEOPLE_SHOWN ? ', …' : '';
    byId('chat-people').textContent =
      `${names.length} here: ${names.slice(0, PEOPLE_SHOWN).join(', ')}${more}`;
  } catch {
    byId('chat-people').textContent = '';
  }
}

function failed({ type }) {
  failures += type === 'transport' ? 1 : 0;
  if (!wasConnected && failures === TRIES_BEFORE_EVENTS) {
    client.disconnect();
  }
}

/** The browser comes back by itself, and says which message it has seen last. */
function listenToEvents() {
  if (byEvents) {
    return;
  }
  byEvents = true;
  byId('chat-people').textContent = '';
  const seen = shown.epoch ? `${shown.epoch}:${shown.offset}` : 'oldest';
  const events = new EventSource(`/channels/${ROOM}/events?lastEventId=${encodeURIComponent(seen)}`);
  events.addEventListener('open', () => showState('live', 'Connected'));
  events.addEventListener('error', () => showState('away', 'Reconnecting'));
  events.addEventListener('message', ({ data }) => append(messageRow(data)));
  events.addEventListener('reset', () =>
    append(element('li', 'notice', 'Connected again. Some of what was said in between is lost.')));
}

function showState(state, words) {
  const pill = byId('chat-state');
  if (pill.textContent !== words) {
    pill.textContent = words;
  }
  pill.dataset.state = state;
}

async function send() {
  const field = byId('message');
  const text = field.value.trim();
  if (!text) {
    field.focus();
    return;
  }
  const name = byId('nick').value.replaceAll(':', '').trim() || 'Guest';
  const error = byId('chat-error');
  try {
    const response = await fetch(`/channels/${ROOM}`, {
      method: 'POST',
      body: new URLSearchParams({ msg: `${name}: ${text}` }),
    });
    error.textContent = response.ok ? '' : `Not sent: the server answered ${response.status}.`;
    if (response.ok) {
      field.value = '';
    }
  } catch {
    error.textContent = 'Not sent: the server cannot be reached.';
  }
  field.focus();
}

/** "Ada: hello" shows its name apart; any other text, from any client, is shown as it is. */
function messageRow(text) {
  const [, name, rest] = /^([^:\n]{1,24}): ([^]*)$/.exec(text) ?? [];
  const time = element('time', '', new Date().toLocaleTimeString([], { hour: 'numeric', minute: '2-digit' }));
  const body = element('p', 'message', name ? rest : text);
  body.dir = 'auto';
  const row = element('li', '', time, body);
  if (name) {
    const author = element('span', 'author', name);
    author.dir = 'auto';
    author.dataset.colour = String(colourOf(name));
    row.prepend(author);
  }
  return row;
}

function colourOf(name) {
  let sum = 0;
  for (const character of name) {
    sum = (sum * 31 + character.codePointAt(0)) % 65_521;
  }
  return sum % COLOURS;
}

function append(row) {
  const log = byId('log');
  const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 40;
  byId('log-empty').hidden = true;
  log.append(row);
  while (log.childElementCount > MESSAGES_KEPT) {
    log.firstElementChild.remove();
  }
  if (atEnd) {
    log.scrollTop = log.scrollHeight;
  }
}

// Storage may be switched off in the browser; the name is then not kept, and nothing else changes.
function remembered() {
  try {
    return localStorage.getItem(NICK_KEY) ?? '';
  } catch {
    return '';
  }
}

function rememberNick(name) {
  try {
    localStorage.setItem(NICK_KEY, name);
  } catch {
    // see above
  }
}

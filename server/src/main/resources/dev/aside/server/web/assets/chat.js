// Chat on chat_channel: messages come over a WebSocket as plain text and are sent with POST.

import { byId, element } from './dom.js';

const MESSAGES_KEPT = 200;
const FIRST_RETRY_MILLIS = 500;
const LONGEST_RETRY_MILLIS = 15_000;
const NICK_KEY = 'aside.nick';
const COLOURS = 6;

let retries = 0;
let retryTimer;
let wasConnected = false;

export function startChat() {
  const nick = byId('nick');
  nick.value = remembered();
  nick.addEventListener('change', () => rememberNick(nick.value.trim()));
  byId('chat').addEventListener('submit', (event) => {
    event.preventDefault();
    send();
  });
  window.addEventListener('online', () => {
    if (retryTimer) {
      connect();
    }
  });
  connect();
}

function connect() {
  clearTimeout(retryTimer);
  retryTimer = undefined;
  const socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/chat`);
  socket.addEventListener('open', () => {
    retries = 0;
    showState('live', 'Connected');
    if (wasConnected) {
      append(element('li', 'notice', 'Connected again. What was said in between is not shown here.'));
    }
    wasConnected = true;
  });
  socket.addEventListener('message', ({ data }) => append(messageRow(String(data))));
  socket.addEventListener('close', connectLater);
}

/** Waits longer after each failure, and never in step with other windows. */
function connectLater() {
  showState('away', 'Reconnecting');
  const ceiling = Math.min(LONGEST_RETRY_MILLIS, FIRST_RETRY_MILLIS * 2 ** retries);
  retries += 1;
  retryTimer = setTimeout(connect, ceiling / 2 + (Math.random() * ceiling) / 2);
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
    const response = await fetch('/messages', {
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

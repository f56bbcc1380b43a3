// Scenarios with the npm package centrifuge, as a browser would have it, against a running server.
// node sdk.cjs CLIENT.js WS-FOLDER SCENARIO URL [SECRET]
'use strict';
const assert = require('node:assert');
const crypto = require('node:crypto');
const fs = require('node:fs');
const net = require('node:net');
const vm = require('node:vm');

const [clientFile, wsFolder, scenario, url, secret, secondUrl] = process.argv.slice(2);
vm.runInThisContext(fs.readFileSync(clientFile, 'utf8'), { filename: clientFile });
const WebSocket = require(wsFolder);
const clients = [];

function client(options = {}, base = url) {
  const made = new Centrifuge(base.replace('http', 'ws') + '/connection/websocket', {
    websocket: WebSocket,
    minReconnectDelay: 20,
    maxReconnectDelay: 100,
    ...options,
  });
  clients.push(made);
  return made;
}

function next(emitter, event, accept = () => true) {
  return new Promise((resolve) => {
    const listener = (context) => {
      if (accept(context)) {
        emitter.off(event, listener);
        resolve(context);
      }
    };
    emitter.on(event, listener);
  });
}

async function connected(options, base) {
  const made = client(options, base);
  const done = next(made, 'connected');
  made.connect();
  made.context = await done;
  return made;
}

async function subscribed(of, channel, options) {
  const made = of.newSubscription(channel, options);
  const done = next(made, 'subscribed');
  made.subscribe();
  made.context = await done;
  return made;
}

function token(claims) {
  const part = (object) => Buffer.from(JSON.stringify(object)).toString('base64url');
  const signed = part({ alg: 'HS256', typ: 'JWT' }) + '.' + part(claims);
  return signed + '.' + crypto.createHmac('sha256', secret).update(signed).digest('base64url');
}

const seconds = () => Math.floor(Date.now() / 1000);

async function say(channel, message) {
  const answer = await fetch(`${url}/channels/${channel}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ msg: JSON.stringify(message) }),
  });
  assert.strictEqual(answer.status, 200);
}

// Something between a client and the server that can be cut.
async function wire() {
  const sockets = new Set();
  let open = true;
  const server = net.createServer((from) => {
    if (!open) {
      from.destroy();
      return;
    }
    const to = net.connect(Number(new URL(url).port), '127.0.0.1');
    for (const socket of [from, to]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => { from.destroy(); to.destroy(); sockets.delete(socket); });
    }
    from.pipe(to).pipe(from);
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    cut() { open = false; sockets.forEach((socket) => socket.destroy()); },
    mend() { open = true; },
    close() { this.cut(); server.close(); },
  };
}

const scenarios = {
  async everyCommand() {
    const one = await connected();
    assert.ok(one.context.client);
    const two = await connected();
    const heard = [];
    const lobby = await subscribed(one, 'room:sdk', { joinLeave: true });
    assert.strictEqual(lobby.context.recoverable, true);
    lobby.on('publication', (context) => heard.push(context));
    const joined = next(lobby, 'join', (context) => context.info.client === two.context.client);
    const other = await subscribed(two, 'room:sdk');
    await joined;

    const came = next(lobby, 'publication');
    await other.publish({ text: 'grüße', n: 1 });
    const publication = await came;
    assert.deepStrictEqual(publication.data, { text: 'grüße', n: 1 });
    assert.strictEqual(publication.offset, 1);
    assert.strictEqual(publication.info.client, two.context.client);

    const history = await lobby.history({ limit: 10 });
    assert.strictEqual(history.publications.length, 1);
    assert.strictEqual(history.offset, 1);
    const presence = await lobby.presence();
    assert.deepStrictEqual(
      Object.keys(presence.clients).sort(), [one.context.client, two.context.client].sort());
    const stats = await lobby.presenceStats();
    assert.strictEqual(stats.numClients, 2);

    await assert.rejects(one.rpc('nothing', {}), { code: 104 });
    await assert.rejects(one.presence('plain_channel'), { code: 108 });
    await assert.rejects(one.history('no:such'), { code: 102 });
    const refused = one.newSubscription('no:such');
    const gone = next(refused, 'unsubscribed');
    refused.subscribe();
    assert.strictEqual((await gone).code, 102);

    const left = next(lobby, 'leave', (context) => context.info.client === two.context.client);
    other.unsubscribe();
    await left;
    assert.strictEqual(heard.length, 1);
    const bye = next(one, 'disconnected');
    one.disconnect();
    await bye;
  },

  async plainChannel() {
    const one = await connected();
    const chat = await subscribed(one, 'chat_channel');
    assert.ok(!chat.context.recoverable);
    let came = next(chat, 'publication');
    await chat.publish({ n: 1 });
    assert.deepStrictEqual((await came).data, { n: 1 });
    came = next(chat, 'publication');
    await fetch(`${url}/messages`, { method: 'POST', body: new URLSearchParams({ msg: 'just text' }) });
    assert.strictEqual((await came).data, 'just text');
  },

  async recoversAfterACut() {
    const between = await wire();
    const one = await connected({}, between.url);
    const lobby = await subscribed(one, 'room:cut');
    const heard = [];
    lobby.on('publication', (context) => heard.push(context.data));
    for (let round = 0; round < 3; round++) {
      await say('room:cut', heard.length);
      await until(() => heard.length === round * 31 + 1);
      const away = next(one, 'connecting');
      between.cut();
      await away;
      for (let i = 0; i < 30; i++) {
        await say('room:cut', round * 31 + 1 + i);
      }
      const back = next(lobby, 'subscribed');
      between.mend();
      const context = await back;
      assert.strictEqual(context.wasRecovering, true);
      assert.strictEqual(context.recovered, true);
      await until(() => heard.length === (round + 1) * 31);
    }
    assert.deepStrictEqual(heard, Array.from({ length: 93 }, (_, i) => i));

    const away = next(one, 'connecting');
    between.cut();
    await away;
    for (let i = 0; i < 120; i++) { // more than is kept
      await say('room:cut', i);
    }
    const back = next(lobby, 'subscribed');
    between.mend();
    assert.strictEqual((await back).recovered, false);
    between.close();
  },

  async refreshesTokens() {
    let shown = 0;
    const one = await connected({
      getToken: async () => token({ sub: 'ada', exp: seconds() + (++shown === 1 ? 2 : 3600) }),
    });
    await until(() => shown === 2); // before the first one ends
    const room = await subscribed(one, '$room:private', {
      getToken: async (context) => token({ sub: 'ada', channel: context.channel, exp: seconds() + 3600 }),
    });
    const came = next(room, 'publication');
    await room.publish(1);
    assert.strictEqual((await came).info.user, 'ada');

    const old = client({ token: token({ sub: 'ada', exp: seconds() - 3600 }), getToken: async () => { throw new Centrifuge.UnauthorizedError('no'); } });
    const refused = next(old, 'disconnected');
    old.connect();
    assert.strictEqual((await refused).code, 1); // the client gives up after its own getToken did

    const foreign = client({ token: token({ sub: 'ada', exp: seconds() + 60 }) + 'x' });
    const closed = next(foreign, 'disconnected');
    foreign.connect();
    assert.strictEqual((await closed).code, 3500);
    const nobody = client();
    const unknown = next(nobody, 'disconnected');
    nobody.connect();
    assert.strictEqual((await unknown).code, 3501);
  },

  async serverSideSubscriptions() {
    const one = client({ token: token({ sub: 'ada', exp: seconds() + 60, channels: ['room:mine'] }) });
    const begun = next(one, 'subscribed');
    const came = next(one, 'publication');
    one.connect();
    assert.strictEqual((await begun).channel, 'room:mine');
    await one.publish('room:mine', { n: 1 });
    const context = await came;
    assert.strictEqual(context.channel, 'room:mine');
    assert.deepStrictEqual(context.data, { n: 1 });
  },

  async twoServers() {
    const here = await connected();
    const there = await connected({}, secondUrl);
    const one = await subscribed(here, 'room:both');
    const two = await subscribed(there, 'room:both');
    for (let i = 1; i <= 20; i++) {
      const came = next(two, 'publication');
      await one.publish(i);
      assert.strictEqual((await came).offset, i);
    }
    let clients = [];
    while (clients.length < 2) { // until the servers have heard of each other
      clients = Object.keys((await one.presence()).clients);
    }
    assert.deepStrictEqual(clients.sort(), [here.context.client, there.context.client].sort());
  },
};

async function until(condition) {
  const deadline = Date.now() + 20_000;
  while (!condition()) {
    assert.ok(Date.now() < deadline, `still not so: ${condition}`);
    await new Promise((later) => setTimeout(later, 10));
  }
}

scenarios[scenario]().then(
  () => process.exit(0),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);

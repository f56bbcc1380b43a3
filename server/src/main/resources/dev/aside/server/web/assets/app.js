// Starts the parts of the page and joins them.

import { startChat } from './chat.js';
import { byId } from './dom.js';
import { showUser, startEdit } from './edit.js';
import { startLoad } from './load.js';
import { lookUp, startLookup } from './lookup.js';
import { startTraffic } from './traffic.js';

byId('origin').textContent = location.origin;
startLookup(showUser);
startEdit((id) => lookUp(id, showUser));
startChat();
startLoad();
startTraffic();

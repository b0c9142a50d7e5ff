// The driver of the pages' own line (web/session.js) for the conformance kit: docs/conformance.md, step by step.
import { Session } from './session.js';

// A browser opens six connections to a host, and whoever waits for a verdict has one.
const sideBySide = 3;

// What is tried is the socket: a server that takes no work says nothing about it.
const ask = globalThis.fetch;
globalThis.fetch = (url, options) => (String(url).endsWith('/health/ready') ? Promise.reject(new TypeError('away')) : ask(url, options));

await Promise.all(Array.from({ length: sideBySide }, playAll));

async function playAll() {
  for (let play = await next(); play; play = await next()) await live(play);
}

// The kit ends a moment after the last verdict: who asks late finds nobody.
async function next() {
  try {
    const answer = await fetch('/conformance/next', { method: 'POST' });
    return answer.status === 200 ? await answer.json() : null;
  } catch {
    return null;
  }
}

async function live(play) {
  let kept = play.token;
  let isSent = false;
  const session = new Session({
    async authorise() {
      const token = kept ?? (await (await fetch(play.tokenUrl)).text());
      kept = null;
      return { token };
    },
    channels: [play.channel],
    load: async (token) => (await fetch(play.stateUrl, { headers: { authorization: `Bearer ${token}` } })).json(),
    onLoaded: () => {},
    onFrame: () => {},
    onMessage: (message) => tell(play.deliveredUrl, message),
    onState({ name }) {
      if (name === 'stopped') tell(play.stoppedUrl, {});
      if (name !== 'live' || !play.command || isSent) return;
      isSent = true;
      command(session, play);
    },
    onProblem: () => {},
  });
  session.open();
  try {
    await (await fetch(play.verdictUrl)).json();
  } catch {
    // The kit was ended.
  }
  session.end();
}

async function command(session, { command: { type, data }, answeredUrl }) {
  try {
    const { messageId } = await session.command(type, data);
    tell(answeredUrl, { messageId });
  } catch ({ code }) {
    tell(answeredUrl, { error: { code } });
  }
}

// A message is handled when the kit knows of it, and a page handles one before the next: so this request waits for its answer.
function tell(url, body) {
  const request = new XMLHttpRequest();
  request.open('POST', url, false);
  request.setRequestHeader('content-type', 'application/json');
  try {
    request.send(JSON.stringify(body));
  } catch {
    // The verdict came first.
  }
}

import type { OutboxMessage } from '../../cognito/index.ts';
import type { TextMap } from '../../protocol/text-map.ts';
import { type LocalConfig, type PoolConfig, signInOptions } from './pool-config.ts';

/** What the page shows. */
export interface PageContent {
  readonly config: LocalConfig;
  /** Newest first. */
  readonly messages: readonly OutboxMessage[];
  /** Somebody who can sign in, where the pool was given one. */
  readonly exampleUser: string | undefined;
  /** How a sign-in is begun on the command line. */
  readonly signInCommand: string;
}

/** No script, no frame, nothing from elsewhere; the one style is the page's own. */
export const pagePolicy = (styleHash: string): string =>
  `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

export const PAGE_STYLE = `
:root { color-scheme: light dark; --line: light-dark(#d8dde3, #33393f); --soft: light-dark(#5b6671, #98a3ae);
  --box: light-dark(#f5f7f9, #1b2026); --mark: light-dark(#0b6e4f, #5fd3a8) }
body { font: 16px/1.55 system-ui, sans-serif; max-width: 46rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem;
  background: light-dark(#fff, #12161a); color: light-dark(#1a2128, #e3e8ed) }
h1 { font-size: 1.5rem; margin: 0 } h1 + p { margin-top: .25rem } h2 { font-size: 1.05rem; margin: 2.5rem 0 .75rem }
p, dd, small, time { color: var(--soft) } strong { color: light-dark(#1a2128, #e3e8ed) }
dl { display: grid; grid-template-columns: 7rem minmax(0, 1fr); gap: .35rem 1rem; margin: 0 } dt { font-weight: 600 }
dd { margin: 0; overflow-wrap: anywhere } code, pre { font: .9em/1.5 ui-monospace, monospace }
pre { background: var(--box); border: 1px solid var(--line); border-radius: 8px; padding: .75rem 1rem; margin: .75rem 0;
  overflow-x: auto; white-space: pre-wrap }
article { border: 1px solid var(--line); border-radius: 8px; padding: .75rem 1rem; margin: .75rem 0 }
article header { display: flex; flex-wrap: wrap; gap: .25rem .75rem; justify-content: space-between }
article pre { margin: .5rem 0 0 } .code { font: 600 1.6rem ui-monospace, monospace; letter-spacing: .12em; color: var(--mark) }
a { color: var(--mark) }
`;

const ENTITIES: TextMap = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as HTML shows it. */
const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (letter) => ENTITIES[letter] as string);

const row = (term: string, value: string, note = ''): string =>
  `<dt>${escapeHtml(term)}</dt><dd><code>${escapeHtml(value)}</code> <small>${escapeHtml(note)}</small></dd>`;

const poolSection = (endpoint: string, { userPoolId, issuer, jwks, clients }: PoolConfig): string => `
<h2>User pool</h2>
<dl>
${row('Endpoint', endpoint)}
${row('User pool id', userPoolId)}
${clients.map(({ clientName, clientId }) => row('Client id', clientId, clientName)).join('\n')}
${row('Issuer', issuer)}
${row('Keys', jwks)}
</dl>`;

function messageArticle({ channel, to, subject, text, code, sentAt, givenTo }: OutboxMessage): string {
  const sent = new Date(sentAt).toISOString();
  const title = givenTo === undefined ? subject || channel.toUpperCase() : `Given to ${givenTo}`;
  return `<article>
<header><strong>${escapeHtml(title)}</strong><small>to ${escapeHtml(to)}, <time datetime="${sent}">${sent.slice(11, 19)} UTC</time></small></header>
${code === undefined ? '' : `<div class="code">${escapeHtml(code)}</div>`}
<pre>${escapeHtml(text)}</pre>
</article>`;
}

/** The page at `GET /`: what runs, how to sign in, and what was sent. Plain HTML; reload it to see what is new. */
export function renderPage({ config, messages, exampleUser, signInCommand }: PageContent): string {
  const { endpoint, pools } = config;
  const user = exampleUser ?? 'alice@example.com';
  const sent = messages.map(messageArticle).join('\n');
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Countersign: local user pool</title>
<style>${PAGE_STYLE}</style>
<h1>Local user pool</h1>
<p>Speaks Cognito's wire protocol, and runs the very functions that would be deployed.</p>
${pools.length === 0 ? '<p>The app declares no user pool.</p>' : pools.map((pool) => poolSection(endpoint, pool)).join('\n')}
<h2>Sign in</h2>
<p>In another terminal of the project:</p>
<pre>${escapeHtml(`${signInCommand} ${user}${signInOptions(config)}`)}</pre>
<p>Or give any Cognito client this endpoint, with the ids above.</p>
<h2>Messages</h2>
${sent === '' ? '<p>Nothing was sent yet. What your functions send appears here; reload to see it.</p>' : sent}
</html>
`;
}

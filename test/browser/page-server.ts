import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { FOR_BROWSERS } from '../support/for-browsers.ts';
import { listenLocally } from '../support/listen-locally.ts';

const HTML = `<!doctype html>
<title>Sign in</title>
<link rel="icon" href="data:,">
<input id="username" value="alice@example.com"><button id="sign-in">Sign in</button>
<input id="code"><button id="answer">Answer</button>
<button id="refresh">Refresh</button><button id="sign-out">Sign out</button>
<p id="said"></p>
<script type="module" src="/page.js"></script>`;

/** Serves a front end of test/client, bundled as a page would be, on 127.0.0.1. */
export async function servePage(script: 'page' | 'built-in' = 'page') {
  const { outputFiles } = await build({
    entryPoints: { page: fileURLToPath(new URL(`../client/front-end/${script}.ts`, import.meta.url)) },
    ...FOR_BROWSERS,
  });
  const scripts = new Map(outputFiles.map(({ path, text }) => [path, text]));
  const { port, close } = await listenLocally((request, response) => {
    const path = request.url?.split('?')[0] ?? '';
    const script = scripts.get(path);
    if (script === undefined && path !== '/') {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { 'content-type': script === undefined ? 'text/html' : 'text/javascript' });
    response.end(script ?? HTML);
  });
  return { url: `http://127.0.0.1:${port}`, close };
}

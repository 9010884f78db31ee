import { fileURLToPath } from 'node:url';
import { type BuildOptions, build } from 'esbuild';
import { FOR_BROWSERS } from '../../../support/for-browsers.ts';
import { listenLocally } from '../../../support/listen-locally.ts';

/** The strictest policy that a page with a script can have: no style but constructed ones, no trusted type. */
const STRICT =
  "default-src 'none'; script-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; " +
  "require-trusted-types-for 'script'";

/** What a page is made of. */
export interface Served {
  /** The script, of test/ui/front-end. */
  readonly script: string;
  /** Style sheets of the page, by name: `?style=NAME` links one. With none the policy allows none. */
  readonly styles?: Readonly<Record<string, string>>;
  /** Where the page may call, beside itself. */
  readonly connect?: string;
  /** The policies for trusted types that the page's framework makes, by name. @default 'none' */
  readonly trustedTypes?: string;
  /** What stands in the page beside the place for the sign-in. */
  readonly body?: string;
  readonly build?: BuildOptions;
}

/** Serves a page on 127.0.0.1, by the name localhost, which passkeys need. */
export async function serveStage({
  script,
  styles = {},
  connect,
  trustedTypes = "'none'",
  body = '<main id="sign-in"></main>',
  build: more,
}: Served) {
  const { outputFiles = [] } = await build({
    entryPoints: { page: fileURLToPath(new URL(`../../front-end/${script}`, import.meta.url)) },
    ...FOR_BROWSERS,
    ...more,
  });
  const scripts = new Map(outputFiles.map(({ path, text }) => [path, text]));
  const { port, close } = await listenLocally((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const style = searchParams.get('style');
    const found = scripts.get(pathname);
    const sheet = styles[pathname.slice(1)];
    const policy = [
      STRICT,
      `trusted-types ${trustedTypes}`,
      ...(connect ? [`connect-src ${connect}`] : []),
      ...(style ? ["style-src 'self'"] : []),
    ].join('; ');
    const kind = found ? 'text/javascript' : sheet === undefined ? 'text/html' : 'text/css';
    if (!found && sheet === undefined && pathname !== '/') {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { 'content-type': `${kind}; charset=utf-8`, 'content-security-policy': policy });
    response.end(
      found ??
        sheet ??
        `<!doctype html><html lang="en"><head><title>Shop</title><meta name="viewport" content="width=device-width">` +
          `${style ? `<link rel="stylesheet" href="/${style}">` : ''}</head>` +
          `<body><header><h1 tabindex="-1">Shop</h1></header>${body}<script type="module" src="/page.js"></script></body></html>`,
    );
  });
  return { url: `http://localhost:${port}/`, close };
}

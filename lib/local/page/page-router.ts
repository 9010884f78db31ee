import { readFile } from 'node:fs/promises';
import { type Context, Hono } from 'hono';
import { getMimeType } from 'hono/utils/mime';
import { PRIVATE_HEADERS } from '../server/answers.ts';
import { type Doors, nameOf } from '../server/doors.ts';
import { type NodeEnv, ownHostOnly } from '../server/own-host.ts';
import type { LocalConfig } from '../server/pool-config.ts';
import { bundleScript, problemScript } from './bundle-script.ts';
import { contentPolicy } from './content-policy.ts';
import { fileAt } from './file-at.ts';
import { originOfOwn, pageConfig, poolOrigin } from './page-config.ts';

/** What is served, and who is told. */
export interface PageRouterOptions {
  /** Absolute path of the folder. */
  readonly folder: string;
  /** What of the pool runs at the moment. */
  readonly config: () => LocalConfig;
  readonly doors: Pick<Doors, 'isOwnHost'>;
  /** Told of what keeps the page from working, for a person to read. */
  readonly onProblem: (problem: string) => void;
}

type PageContext = Context<NodeEnv>;

const CONFIG_PATH = '/config.json';
const SCRIPT = /\.m?tsx?$/;
const DOCUMENT = /\.html?$/;
const JAVASCRIPT = 'text/javascript; charset=utf-8';

const NO_CLIENT =
  'No app client without a secret, which no page can keep, allows a custom sign-in, so the page has no config.json: give one ' +
  'ALLOW_CUSTOM_AUTH (authFlows: { custom: true }), or write a config.json into its folder.';

/**
 * The routes of a page: the files of its folder, of which each TypeScript file is bundled when it is asked for, and a
 * `config.json` that names the pool, unless the folder has one of its own.
 */
export function pageRouter({ folder, config, doors, onProblem }: PageRouterOptions): Hono<NodeEnv> {
  const app = new Hono<NodeEnv>();
  const plain = (context: PageContext, text: string, status: 403 | 404 | 405 | 500) =>
    context.text(`${text}\n`, status, PRIVATE_HEADERS);

  app.use(
    ownHostOnly(doors.isOwnHost, (host) => {
      const text = `Unknown host name: start with --allow-host ${JSON.stringify(host)} if it is yours.\n`;
      return new Response(text, { status: 403, headers: { ...PRIVATE_HEADERS, 'content-type': 'text/plain' } });
    }),
  );

  async function script(context: PageContext, file: string) {
    const bundled = await bundleScript(file);
    if ('problem' in bundled) onProblem(bundled.problem);
    const text = 'text' in bundled ? bundled.text : problemScript(bundled.problem);
    return context.body(text, 200, { ...PRIVATE_HEADERS, 'content-type': JAVASCRIPT });
  }

  async function page(context: PageContext, file: string, host: string) {
    // A passkey belongs to a name, and 127.0.0.1 is none.
    if (['127.0.0.1', '[::1]'].includes(nameOf(host))) {
      const { port, pathname, search } = new URL(context.req.url);
      return context.redirect(`http://localhost${port && `:${port}`}${pathname}${search}`, 307);
    }
    const html = await readFile(file, 'utf8');
    const own = await fileAt(folder, CONFIG_PATH);
    const other = own && originOfOwn(await readFile(own, 'utf8'));
    const policy = contentPolicy(html, [poolOrigin(config(), host), ...(other ? [other] : [])]);
    return context.html(html, 200, { ...PRIVATE_HEADERS, 'content-security-policy': policy });
  }

  app.get('*', async (context) => {
    const { pathname } = new URL(context.req.url);
    const host = context.req.header('host') ?? '';
    const file = await fileAt(folder, pathname);
    if (file === undefined && pathname === CONFIG_PATH) {
      const values = pageConfig(config(), host);
      if (values) return context.json(values, 200, PRIVATE_HEADERS);
      onProblem(NO_CLIENT);
      return plain(context, NO_CLIENT, 404);
    }
    if (file === undefined) return plain(context, `There is nothing at ${pathname.slice(0, 128)}.`, 404);
    if (SCRIPT.test(file)) return script(context, file);
    if (DOCUMENT.test(file)) return page(context, file, host);
    const type = getMimeType(file) ?? 'application/octet-stream';
    return context.body(await readFile(file), 200, { ...PRIVATE_HEADERS, 'content-type': type });
  });
  app.all('*', (context) => {
    context.header('allow', 'GET, HEAD');
    return plain(context, 'A page is read only: GET and HEAD.', 405);
  });
  app.onError((error, context) => {
    onProblem(`${context.req.path} can't be served: ${error.message}`);
    return plain(context, "The file can't be read: the terminal says why.", 500);
  });
  return app;
}

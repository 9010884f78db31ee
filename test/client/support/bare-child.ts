import { request } from 'node:http';
import type { ClientConfig, SignUpInput } from '../../../lib/client/index.ts';

// A process that takes away what React Native may lack before it loads the client, and then signs up and in with it. What
// it is to do comes as JSON, and so goes what it found.

interface Work {
  readonly config: Omit<ClientConfig, 'authFlow'>;
  readonly newcomer: SignUpInput;
  readonly username: string;
}

const { config, newcomer, username }: Work = JSON.parse(process.argv[2] ?? '');

const OBJECTS = [
  'atob',
  'BroadcastChannel',
  'btoa',
  'crypto',
  'fetch',
  'navigator',
  'structuredClone',
  'TextDecoder',
  'TextEncoder',
];
for (const name of OBJECTS) Reflect.deleteProperty(globalThis, name);
for (const name of ['any', 'timeout']) Reflect.deleteProperty(AbortSignal, name);
for (const name of ['reason', 'throwIfAborted']) Reflect.deleteProperty(AbortSignal.prototype, name);
const left = [
  ...OBJECTS.filter((name) => name in globalThis),
  ...['any', 'timeout'].filter((name) => name in AbortSignal),
  ...['reason', 'throwIfAborted'].filter((name) => name in AbortSignal.prototype),
];

/** As much of fetch as React Native's has to do for the client. Node's own needs what is gone. */
const send = (url: string, { method, headers, body, signal }: RequestInit) =>
  new Promise((resolve, reject) => {
    signal?.addEventListener('abort', () => reject(new Error('aborted')));
    const asking = request(url, { method, headers: headers as Record<string, string> }, (response) => {
      const chunks: string[] = [];
      response.setEncoding('utf8').on('data', (chunk) => chunks.push(chunk));
      response.on('end', () =>
        resolve({
          ok: response.statusCode === 200,
          status: response.statusCode,
          headers: { get: (name: string) => response.headers[name] ?? null },
          text: async () => chunks.join(''),
        }),
      );
    });
    asking.on('error', reject).end(body);
  });

const client = await import('../../../lib/client/index.ts');
const here = { ...config, fetch: send as unknown as typeof fetch };
const auth = client.createAuthClient({ ...here, storage: client.memoryStorage() });

const { confirmed } = await client.signUp(here, newcomer);

let step = await auth.signIn({ username });
const asked = step.name;
if (!step.tokens) step = await step.answer({ colour: 'blue' } as unknown as string);
const first = await auth.tokens();
const second = await auth.tokens({ refresh: true });

const controller = new AbortController();
controller.abort();
const aborted = await auth.signIn({ username }, { signal: controller.signal }).catch((error) => error.name);

await auth.signOut();
const afterwards = await auth.tokens();

console.log(
  JSON.stringify({
    left,
    confirmed,
    asked,
    reached: step.name,
    email: client.claimsOf(first?.idToken ?? '').email,
    isRefreshed: second?.accessToken !== first?.accessToken,
    aborted,
    isSignedOut: afterwards === undefined,
  }),
);

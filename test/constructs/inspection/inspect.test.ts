import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bundle } from '../../../lib/constructs/bundle.ts';
import { type InspectOptions, inspectHandler, inspectModule } from '../../../lib/constructs/inspection/inspect.ts';
import {
  emptyFolder,
  flowModule,
  folderOf,
  lambdasOf,
  likeDebug,
  oneCode,
  passwordThenCode,
} from '../fixtures/lambdas.ts';

const entryOf = (source: string) => bundle(join(folderOf({ 'module.ts': source }), 'module.ts'), emptyFolder()).entry;
const handlerIn = (folder: string, file: string, options?: InspectOptions) =>
  inspectHandler(bundle(join(folder, file), emptyFolder()).entry, options);

describe('inspectHandler', () => {
  const folder = lambdasOf(`
    export const signIn = defineFlow({
      captcha: challenge({ factor: 'none', attempts: 1 }),
      code: challenge({ needs: { senders: ['email'], sessionMinutes: 10, environment: { A: '1' } } }),
    }, function* ({ user, pass }) {
      yield* pass('captcha');
      if (user.is('custom:role', 'admin')) yield* pass('code');
      else if (user.has('phone_number')) yield* pass('code');
      else yield* pass('code');
    });`);

  it('reports the trigger, and what its flow is and needs', () => {
    const { trigger, flow } = handlerIn(folder, 'create-auth-challenge.ts');
    expect(trigger).toBe('CreateAuthChallenge');
    expect(flow).toMatchObject({
      name: 'the flow',
      holds: true,
      verdict: expect.stringContaining('holds'),
      diagram: expect.stringContaining('captcha'),
      asksPassword: false,
      attributes: ['custom:role', 'phone_number'],
      comparedAttributes: ['custom:role'],
      challenges: [
        { name: 'captcha', factor: 'none', attempts: 1, needs: {} },
        {
          name: 'code',
          factor: 'possession',
          attempts: 3,
          needs: { senders: ['email'], sessionMinutes: 10, environment: { A: '1' } },
        },
      ],
    });
  });

  it('gives one flow one fingerprint, whichever handler carries it', () => {
    const define = handlerIn(folder, 'define-auth-challenge.ts').flow;
    const verify = handlerIn(folder, 'verify-auth-challenge-response.ts').flow;
    expect(define.fingerprint).toBe(verify.fingerprint);
    const other = handlerIn(lambdasOf(passwordThenCode), 'define-auth-challenge.ts').flow;
    expect(other.fingerprint).not.toBe(define.fingerprint);
    expect(other.asksPassword).toBe(true);
  });

  it.each([
    ['no handler', 'export const other = 1;', 'it exports other'],
    ['nothing', 'export {};', 'it exports nothing'],
    ['a handler of somebody else', 'export const handler = async () => ({});', 'it exports handler'],
    [
      'a handler with a flow of somebody else',
      "export const handler = Object.assign(async () => ({}), { trigger: 'DefineAuthChallenge', flow: {} });",
      'it exports handler',
    ],
  ])('refuses a module that exports %s', (_, source, exported) => {
    expect(() => inspectHandler(entryOf(source), { name: 'lambdas/x.ts' })).toThrow(
      expect.objectContaining({
        code: 'foreign-module',
        message: expect.stringMatching(`^lambdas/x.ts .*${exported}`),
      }),
    );
  });

  it.each([
    ['throws', "throw new TypeError('no table')", 'lambdas/x.ts throws when it is loaded: TypeError: no table'],
    ['throws a text', "throw 'no table'", 'lambdas/x.ts throws when it is loaded: no table'],
    ['exits', 'process.exit(0)', 'lambdas/x.ts ends its process with exit code 0 while it is loaded'],
    [
      'kills itself',
      "process.kill(process.pid, 'SIGKILL')",
      'lambdas/x.ts ends its process by SIGKILL while it is loaded',
    ],
    [
      'ends with a message',
      "console.error('first'); console.error('last'); process.exit(3)",
      'lambdas/x.ts ends its process with exit code 3 while it is loaded: last',
    ],
  ])('says so of a module that %s', (_, source, message) => {
    expect(() => inspectHandler(entryOf(`${source}; export {};`), { name: 'lambdas/x.ts' })).toThrow(
      expect.objectContaining({ code: 'load', message }),
    );
  });

  it.each([
    ['loops', 'for (;;) {}'],
    ['waits', 'await new Promise((resolve) => setTimeout(resolve, 60_000))'],
  ])('gives up on a module that %s', (_, source) => {
    expect(() => inspectHandler(entryOf(`${source}; export {};`), { name: 'lambdas/x.ts', timeout: 300 })).toThrow(
      expect.objectContaining({
        code: 'load',
        message: expect.stringMatching(/^lambdas\/x\.ts isn't loaded .* after 0\.3 s/),
      }),
    );
  });
});

describe('the environment variables that a handler reads while it is loaded', () => {
  const readsOf = (source: string) =>
    inspectHandler(bundle(join(lambdasOf(`${source};\n${oneCode}`), 'define-auth-challenge.ts'), emptyFolder()).entry, {
      environment: { STAGE: 'dev' },
    }).reads;

  it('are reported, whichever way they are read, absent ones too', () => {
    const reads = readsOf(`
      import { env } from 'node:process';
      import * as all from 'node:process';
      const { DIRECT, ...rest } = { DIRECT: process.env.DIRECT };
      void ['ASKED' in process.env, env.IMPORTED, all.env.NAMESPACE, globalThis.process.env['GLOBAL'], Object.hasOwn(process.env, 'OWN')]`);
    expect(reads).toEqual(expect.arrayContaining(['ASKED', 'DIRECT', 'GLOBAL', 'IMPORTED', 'NAMESPACE', 'OWN']));
    expect(reads).not.toContain('*');
  });

  it.each([
    '{ ...process.env }',
    'Object.assign({}, process.env)',
    'Object.entries(process.env)',
    'JSON.stringify(process.env)',
    'Object.getOwnPropertyDescriptors(process.env).STAGE.value',
  ])('are told from their names alone where their values are taken with all others: %s', (source) => {
    expect(readsOf(`void (${source})`)).toEqual(expect.arrayContaining(['*', 'STAGE']));
  });

  it.each([
    'Object.keys(process.env)',
    'Object.getOwnPropertyNames(process.env)',
    'for (const name in process.env) void name',
    "Object.hasOwn(process.env, 'STAGE')",
  ])('are none where only their names are listed: %s', (source) => {
    const reads = readsOf(source);
    expect(reads).toContain('*');
    expect(reads).not.toContain('STAGE');
  });

  it('are those that match where a library looks for its own among all names', () => {
    const reads = readsOf(likeDebug);
    expect(reads).toEqual(expect.arrayContaining(['*', 'DEBUG']));
    expect(reads).not.toContain('STAGE');
  });

  it.each([
    'process.env.STAGE',
    "Object.getOwnPropertyDescriptor(process.env, 'STAGE').value",
    "Reflect.getOwnPropertyDescriptor(process.env, 'STAGE').value",
    "'STAGE' in process.env",
  ])('are read one by one: %s', (source) => {
    expect(readsOf(`void (${source})`)).toContain('STAGE');
  });

  it.each(['setImmediate(() => process.env.STAGE)', 'void Promise.resolve().then(() => process.env.STAGE)'])(
    'are read soon after it is loaded too: %s',
    (source) => {
      expect(readsOf(source)).toContain('STAGE');
    },
  );

  it('may be set and taken out, as a library does with its own', () => {
    const reads = readsOf(`process.env.DEBUG = 'x'; if (process.env.DEBUG !== 'x') throw 1;
      Object.defineProperty(process.env, 'OTHER', { value: 'y', writable: true, enumerable: true, configurable: true });
      if (process.env.OTHER !== 'y') throw 2;
      delete process.env.DEBUG; if (process.env.DEBUG !== undefined) throw 3`);
    expect(reads).toEqual(expect.arrayContaining(['DEBUG', 'OTHER']));
  });

  it('are none of ours: what the handlers need themselves they read at an invocation', () => {
    const reads = readsOf('');
    expect(reads.filter((name) => /^(AWS|COUNTERSIGN|\*)/.test(name))).toEqual([]);
  });
});

describe('inspectModule', () => {
  it('reports every flow by its export name, and a flow exported twice once', () => {
    const flows = inspectModule(
      entryOf(
        flowModule(`
          export const good = defineFlow({ code: challenge() }, function* ({ pass }) { yield* pass('code'); });
          export const bad = defineFlow({ code: challenge() }, function* ({ attempt }) { yield* attempt('code'); });
          export { good as same };
          export const other = 42;`),
      ),
    );
    expect(flows.map(({ name, holds }) => [name, holds])).toEqual([
      ['bad', false],
      ['good', true],
    ]);
    expect(flows[0]?.verdict).toContain('bad');
    expect(flows[0]?.verdict).toContain('wrong to the end');
  });

  it('reports nothing of a module without flows, even if it prints and keeps a timer', () => {
    expect(
      inspectModule(
        entryOf("console.log('{}'); console.error('x'); setInterval(() => {}, 1000); export const a = null;"),
      ),
    ).toEqual([]);
  });

  it("gives the module the function's own environment and nothing of its parent's", () => {
    process.env.COUNTERSIGN_PLANTED = 'secret';
    try {
      const entry = entryOf('throw new Error(JSON.stringify(process.env)); export {};');
      expect(() => inspectModule(entry, { environment: { TABLE: 'users' } })).toThrow(
        expect.objectContaining({ message: expect.stringMatching(/Error: \{"TABLE":"users"\}$/) }),
      );
    } finally {
      delete process.env.COUNTERSIGN_PLANTED;
    }
  });

  it('shows the module where Lambda looks for modules, and looks there for none', () => {
    const folder = folderOf({ 'from-elsewhere/index.js': 'exports.loaded = true;' });
    const entry = entryOf(`import { createRequire } from 'node:module';
      if (!process.env.NODE_PATH) throw new Error('not shown');
      let found = true;
      try { createRequire(import.meta.url)('from-' + 'elsewhere'); } catch { found = false; }
      if (found) throw new Error('found');
      if (process.argv.length > 2) throw new Error(process.argv.join(' '));
      export {};`);
    expect(inspectModule(entry, { environment: { NODE_PATH: folder } })).toEqual([]);
  });

  it('catches a flow that keeps the clock when it is loaded', () => {
    const [flow] = inspectModule(
      entryOf(
        flowModule(`
          const now = Date.now;
          export const signIn = defineFlow({ code: challenge() }, function* ({ pass }) { now(); yield* pass('code'); });`),
      ),
    );
    expect(flow).toMatchObject({ holds: false, verdict: expect.stringContaining('pure') });
  });

  it('tells a flow that is too large from one that hangs', () => {
    const [flow] = inspectModule(
      entryOf(
        flowModule(`
          export const signIn = defineFlow({ code: challenge() }, function* ({ user, pass }) {
            for (let question = 0; question < 40; question++) user.has('custom:' + question);
            yield* pass('code');
          });`),
      ),
    );
    expect(flow).toMatchObject({
      holds: false,
      verdict: expect.stringContaining('too-large'),
      fingerprint: '',
      diagram: '',
    });
  });
});

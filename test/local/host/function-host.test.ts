import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import {
  FunctionHostClosedError,
  MissingBundleError,
  startFunctionHost,
  type Try,
  UnknownFunctionError,
} from '../../../lib/local/host/index.ts';
import { eventually } from '../../support/eventually.ts';
import { functionOf } from './function-of.ts';
import { answerOf, hostOf, processState } from './support.ts';

const MEGABYTE = 1024 * 1024;
const REQUEST_ID = /RequestId: [\da-f-]{36} /;

describe('a handler in the host', () => {
  it('gets the event, and gives its answer as JSON text', async () => {
    const host = hostOf([functionOf('echo'), functionOf('plain'), functionOf('commonjs', {}, 'commonjs')]);
    const event = { text: 'ünïcode \u2028 🔑', nested: [null, 1.5, ''] };

    expect(answerOf(await host.call('echo', event))).toEqual(event);
    expect(answerOf(await host.call('plain', event))).toEqual({ plain: event });
    expect(answerOf(await host.call('commonjs', event))).toEqual({ commonjs: event });
  });

  it('takes and gives megabytes', async () => {
    const host = hostOf([functionOf('echo'), functionOf('large')]);
    const event = 'ä'.repeat(2 * MEGABYTE);

    expect(answerOf(await host.call('echo', event))).toBe(event);
    expect(answerOf(await host.call('large'))).toBe('é'.repeat(2 * MEGABYTE));
  });

  it('sees what Lambda shows, its own variables and the host’s, and nothing of the developer’s', async () => {
    process.env.DEVELOPERS_SECRET = 'mine';
    onTestFinished(() => void delete process.env.DEVELOPERS_SECRET);
    const definition = functionOf('aware', {
      environment: { TABLE: 'codes', AWS_ENDPOINT_URL_SES: 'overridden', AWS_REGION: 'reserved' },
      memorySize: 256,
      timeout: 30,
    });
    const host = hostOf([definition], { environment: { AWS_ENDPOINT_URL_SES: 'http://localhost:1' } });

    const invocation = await host.call('aware');
    const { context, remaining, environment, folder, heapFlags } = answerOf(invocation) as Record<string, never>;

    expect(context).toMatchObject({
      awsRequestId: invocation.tries[0]?.requestId,
      functionName: 'aware',
      functionVersion: '$LATEST',
      invokedFunctionArn: definition.functionArn,
      memoryLimitInMB: '256',
      logGroupName: '/aws/lambda/aware',
    });
    expect(remaining).toBeGreaterThan(20_000);
    expect(remaining).toBeLessThanOrEqual(30_000);
    expect(environment).toMatchObject({
      TABLE: 'codes',
      AWS_ENDPOINT_URL_SES: 'http://localhost:1',
      AWS_REGION: 'eu-west-1',
      AWS_LAMBDA_FUNCTION_NAME: 'aware',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
      LAMBDA_TASK_ROOT: definition.codeFolder,
      TZ: ':UTC',
    });
    expect(environment).not.toHaveProperty('DEVELOPERS_SECRET');
    expect(environment).not.toHaveProperty('HOME');
    expect(folder).toBe(definition.codeFolder);
    expect(heapFlags).toEqual(['--max-old-space-size=256']);
  });

  it('finds the globals that it finds in any Node.js, and none of the host’s', async () => {
    const file = fileURLToPath(new URL('./fixtures/print-globals.mjs', import.meta.url));
    const { stdout } = spawnSync(process.execPath, [file], { encoding: 'utf8', env: {} });
    const expected: string[] = JSON.parse(stdout);
    const host = hostOf([functionOf('globals')]);

    const found = answerOf(await host.call('globals')) as string[];

    expect(found.slice(-2)).toEqual(['undefined', 'undefined']);
    expect(found.slice(0, -2).sort()).toEqual(expected.sort());
  });

  it('runs files of its own in threads and in children', async () => {
    const host = hostOf([functionOf('runBeside')]);

    expect(answerOf(await host.call('runBeside'))).toEqual(['a thread', 'a child']);
  });

  it('keeps its module warm from event to event', async () => {
    const host = hostOf([functionOf('count')]);

    const first = await host.call('count');
    const second = await host.call('count');

    expect(answerOf(first)).toMatchObject({ invocations: 1 });
    expect(answerOf(second)).toMatchObject({ invocations: 2 });
    expect([first, second].map(({ tries }) => tries[0]?.cold)).toEqual([true, false]);
  });

  it.each([
    ['undefined', 'nothing', undefined],
    ['an answer that refers to itself', 'circular', ['Error', 'Unable to stringify response body']],
    [
      'more than 6 MB',
      'huge',
      ['Function.ResponseSizeTooLarge', 'Response payload size exceeded maximum allowed payload size (6291556 bytes).'],
    ],
    ['an error', 'throwsError', ['TypeError', 'no such thing']],
    ['an error before its promise', 'throwsAtOnce', ['Error', 'at once']],
    ['text', 'throwsText', ['string', 'just text']],
    ['undefined thrown', 'throwsNothing', ['string', 'handled']],
    ['what can’t be made text', 'throwsHostile', ['handled', expect.stringContaining('problem while retrieving')]],
    ['a promise that never settles', 'neverSettles', ['Runtime.NodeJsExit', expect.stringContaining('never settled')]],
  ])('answers %s as Lambda does, in a process that lives on', async (_, name, failure) => {
    const host = hostOf([functionOf(name)]);

    const first = await host.call(name);
    const again = await host.call(name);

    if (failure === undefined) expect(first).toMatchObject({ kind: 'answered', payload: undefined });
    else expect(first).toMatchObject({ kind: 'failed', errorType: failure[0], errorMessage: failure[1] });
    expect(first.tries).toHaveLength(1);
    expect(again).toMatchObject({ kind: first.kind, tries: [{ cold: false }] });
  });
});

describe('a handler that ends its process', () => {
  it.each([
    ['exits with 0', 'exitZero', {}, 'Runtime exited without providing a reason'],
    ['exits with 7', 'exitSeven', {}, 'Runtime exited with error: exit status 7'],
    ['kills itself', 'kill', { signal: 'SIGKILL' }, 'Runtime exited with error: signal: killed'],
    ['crashes', 'kill', { signal: 'SIGSEGV' }, 'Runtime exited with error: signal: segmentation fault'],
    ['rejects a promise that nobody awaits', 'rejectLater', {}, 'Runtime exited with error: exit status 128'],
    ['throws in a timer', 'throwLater', {}, 'Runtime exited with error: exit status 129'],
    ['closes the channel', 'closeChannel', {}, 'Runtime exited with error: signal: killed'],
    ['writes garbage to the channel', 'garbage', {}, 'Runtime exited with error: signal: killed'],
  ])('%s: is answered as Lambda words it, and takes nobody with it', async (_, name, event, message) => {
    const host = hostOf([functionOf(name), functionOf('slow')]);
    await host.warm();

    const other = host.call('slow', { ms: 100 });
    const crashed = await host.call(name, event);

    expect(crashed).toMatchObject({ kind: 'failed', errorType: 'Runtime.ExitError', tries: [{ outcome: 'crashed' }] });
    expect(crashed).toHaveProperty('errorMessage', expect.stringMatching(REQUEST_ID));
    expect(crashed).toHaveProperty('errorMessage', expect.stringContaining(`Error: ${message}`));
    expect((await other).kind).toBe('answered');
    expect(await host.call(name, event)).toMatchObject({ kind: 'failed', tries: [{ cold: true }] });
  });

  it('eats heap: is ended at its memory limit', async () => {
    const host = hostOf([functionOf('eatHeap', { memorySize: 64 })], { limits: { tryMs: 15_000 } });

    expect(await host.call('eatHeap')).toMatchObject({ kind: 'failed', errorType: 'Runtime.ExitError' });
    expect(host.logs.map(({ text }) => text).join('\n')).toContain('heap out of memory');
  });

  it.runIf(process.platform === 'linux')('eats memory beside the heap: is ended too', async () => {
    const host = hostOf([functionOf('eatBuffers')]);

    const invocation = await host.call('eatBuffers');

    expect(invocation).toMatchObject({ kind: 'failed', errorType: 'Runtime.ExitError' });
    expect(invocation).toHaveProperty('errorMessage', expect.stringContaining('signal: killed'));
  });

  it('forges a failure: gets it, and nothing else breaks', async () => {
    const host = hostOf([functionOf('forgedFrame')]);

    expect(await host.call('forgedFrame')).toMatchObject({ kind: 'failed', errorType: 'Runtime.Unknown' });
  });

  it.runIf(process.platform === 'linux')('takes what it started with it', async () => {
    const host = hostOf([functionOf('startChild')]);
    const { childId } = answerOf(await host.call('startChild')) as { childId: number };
    await eventually(() => expect(processState(childId)).toBe('T'));

    await host.close();

    await eventually(() => expect(processState(childId)).toBeUndefined());
  });
});

describe('a handler that can’t be loaded', () => {
  it.each([
    ['throws', 'throws-at-load', 'RangeError', 'no configuration'],
    ['imports what isn’t there', 'missing-module', 'Runtime.ImportModuleError', 'not-installed-anywhere'],
    ['exits', 'exits-at-load', 'Runtime.ExitError', 'Runtime exited with error: exit status 3'],
  ])('%s: the event that waits for it gets the reason', async (_, folder, errorType, message) => {
    const host = hostOf([functionOf('broken', {}, folder)]);

    const invocation = await host.call('broken');

    expect(invocation).toMatchObject({ kind: 'failed', errorType, tries: [{ outcome: 'crashed' }] });
    expect(invocation).toHaveProperty('errorMessage', expect.stringContaining(message));
  });

  it.each([
    ['has a syntax error', 'index.mjs', 'const = 1;', 'index.handler', 'Runtime.UserCodeSyntaxError'],
    ['has no such export', 'index.mjs', 'export const other = 1;', 'index.handler', 'Runtime.HandlerNotFound'],
    ['exports something else', 'index.mjs', 'export const handler = 1;', 'index.handler', 'Runtime.HandlerNotFound'],
    ['isn’t there', 'main.mjs', '', 'index.handler', 'Runtime.ImportModuleError'],
    ['has no name', 'index.mjs', '', 'index', 'Runtime.MalformedHandlerName'],
  ])('%s: is named as Lambda names it', async (_, file, code, handler, errorType) => {
    const codeFolder = mkdtempSync(join(tmpdir(), 'countersign-host-'));
    onTestFinished(() => rmSync(codeFolder, { recursive: true }));
    writeFileSync(join(codeFolder, file), code);
    const host = hostOf([functionOf('broken', { codeFolder, handler })]);

    expect(await host.call('broken')).toMatchObject({ kind: 'failed', errorType });
  });

  it('hangs: is ended at the limit, and answers meanwhile as a function that doesn’t', async () => {
    const host = hostOf([functionOf('broken', {}, 'hangs-at-load')], { limits: { initMs: 300 } });

    expect(await host.call('broken')).toMatchObject({ kind: 'failed', errorType: 'Sandbox.Timedout' });
    await eventually(() => expect(host.processes()).toEqual([]));
  });

  it('is refused at once where its folder isn’t there', () => {
    expect(() => startFunctionHost({ functions: [functionOf('echo', {}, 'no-such-folder')] })).toThrow(
      MissingBundleError,
    );
  });
});

describe('Cognito’s patience', () => {
  it('tries three times in three processes, each with the same event, then gives up', async () => {
    const tries: Try[] = [];
    const host = hostOf([functionOf('hang')], {
      limits: { tryMs: 1_500, scaleAfterMs: 1 },
      onTry: (_, made) => tries.push(made),
    });
    await host.warm();

    const invocation = await host.call('hang');

    expect(invocation.kind).toBe('timed out');
    expect(invocation.tries.map(({ outcome }) => outcome)).toEqual(['timed out', 'timed out', 'timed out']);
    expect(invocation.tries).toEqual(tries);
    expect(new Set(tries.map(({ requestId }) => requestId)).size).toBe(3);
    for (const { durationMs } of tries) expect(durationMs).toBeGreaterThan(1_495);
    expect(host.processes().filter(({ state }) => state === 'busy')).toHaveLength(3);
  });

  it('lets a late try run on, and takes the answer of the next', async () => {
    const host = hostOf([functionOf('slowWhenCold')], { limits: { tryMs: 1_500, scaleAfterMs: 1 } });
    const event = { ms: 4_000 };
    const first = host.call('slowWhenCold', event);
    await sleep(700);

    // Both processes are slow now, one of them for this event's first try.
    const invocation = await first;

    expect(invocation).toMatchObject({ kind: 'timed out' });
    await eventually(() => expect(host.processes().every(({ state }) => state === 'idle')).toBe(true));
    expect(await host.call('slowWhenCold', event)).toMatchObject({ kind: 'answered', tries: [{ cold: false }] });
  });

  it('ends a function at its own timeout, and doesn’t try an error again', async () => {
    const host = hostOf([functionOf('hang', { timeout: 0.3 }), functionOf('blockLoop', { timeout: 0.3 })]);

    for (const name of ['hang', 'blockLoop']) {
      const invocation = await host.call(name);
      expect(invocation).toMatchObject({
        kind: 'failed',
        errorType: 'Sandbox.Timedout',
        errorMessage: expect.stringMatching(/^RequestId: \S+ Error: Task timed out after 0\.30 seconds$/),
        tries: [{ outcome: 'timed out' }],
      });
    }
    await eventually(() => expect(host.processes()).toEqual([]));
  });
});

describe('processes of a function', () => {
  it('take one event at a time, and more are started for events that wait', async () => {
    const host = hostOf([functionOf('slow')], { limits: { mostProcesses: 3 } });

    const invocations = await Promise.all(Array.from({ length: 6 }, () => host.call('slow', { ms: 200 })));

    const processIds = invocations.map((invocation) => (answerOf(invocation) as { processId: number }).processId);
    expect(new Set(processIds).size).toBe(3);
    expect(host.processes()).toHaveLength(3);
  });

  it('are started ahead for the functions that are named, and no others', async () => {
    const host = hostOf([functionOf('echo'), functionOf('count')]);

    await host.warm([functionOf('count').functionArn, functionOf('nobody').functionArn]);

    expect(host.processes()).toMatchObject([{ functionArn: functionOf('count').functionArn, state: 'idle' }]);
    expect((await host.call('count')).tries[0]?.cold).toBe(true);
  });

  it('aren’t started for events that a busy one takes in time', async () => {
    const host = hostOf([functionOf('echo')], { limits: { scaleAfterMs: 2_000 } });
    await host.warm();

    await Promise.all(Array.from({ length: 50 }, () => host.call('echo')));

    expect(host.processes()).toHaveLength(1);
  });

  it.runIf(process.platform === 'linux')('are stopped between events, and wake where they stopped', async () => {
    const host = hostOf([functionOf('tick')]);
    await host.warm();
    const [{ processId = -1 } = {}] = host.processes();
    await eventually(() => expect(processState(processId)).toBe('T'));

    await host.call('tick');
    await eventually(() => expect(processState(processId)).toBe('T'));
    await sleep(2_000);
    const ticks = answerOf(await host.call('tick'));

    expect(ticks).toBeLessThan(200); // 2 s awake would be 400
  });

  it('are ended when they had no event for long, all but one', async () => {
    const host = hostOf([functionOf('slow')], { limits: { keepWarmMs: 200, scaleAfterMs: 1 } });
    await Promise.all(Array.from({ length: 3 }, () => host.call('slow', { ms: 200 })));
    expect(host.processes()).toHaveLength(3);

    await eventually(() => expect(host.processes()).toHaveLength(1));

    const [kept] = host.processes();
    await host.call('slow', { ms: 1 });
    expect(host.processes().map(({ processId }) => processId)).toEqual([kept?.processId]);
  });

  it('start again when one is killed from outside', async () => {
    const host = hostOf([functionOf('echo')]);
    await host.warm();
    const [{ processId = -1 } = {}] = host.processes();

    process.kill(processId, 'SIGKILL');
    await eventually(() => expect(host.processes()).toEqual([]));

    expect((await host.call('echo')).kind).toBe('answered');
  });
});

describe('what a handler prints', () => {
  it('comes line by line, and never mixes with its answer', async () => {
    const logs = { lineCharacters: 1024, linesPerSecond: 10_000, charactersPerSecond: 1e8 };
    const host = hostOf([functionOf('print')], { limits: { logs } });

    expect(answerOf(await host.call('print', { megabytes: 8 }))).toBe('printed');

    await eventually(() => expect(host.logs).toHaveLength(8 * 1024 + 1));
    expect(host.logs[0]).toEqual({
      functionArn: functionOf('print').functionArn,
      functionName: 'print',
      stream: 'stdout',
      text: 'x'.repeat(1023),
    });
    const last = host.logs.find(({ stream }) => stream === 'stderr');
    expect(JSON.parse(last?.text ?? '')).toEqual({ level: 'ERROR', message: 'the last line' });
  });

  it('goes to the standard error output after the function’s name, where nobody listens', async () => {
    const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    onTestFinished(() => write.mockRestore());
    const host = startFunctionHost({ functions: [functionOf('print')] });
    onTestFinished(() => host.close());

    await host.invoke(functionOf('print').functionArn, '{"megabytes":0}');

    await eventually(() => expect(write).toHaveBeenCalledWith('[print] {"level":"ERROR","message":"the last line"}\n'));
  });
});

describe('update', () => {
  it('replaces what changed, keeps what didn’t, and lets running events end', async () => {
    const host = hostOf([functionOf('slow'), functionOf('count'), functionOf('echo')]);
    await host.warm();
    await host.call('count');
    const running = host.call('slow', { ms: 300 });

    host.update([functionOf('slow', { handler: 'index.echo' }), functionOf('count')]);

    expect(answerOf(await host.call('slow', 'the new one'))).toBe('the new one');
    expect(answerOf(await host.call('count'))).toMatchObject({ invocations: 2 });
    expect(answerOf(await running)).toHaveProperty('processId');
    await expect(host.call('echo')).rejects.toThrow(UnknownFunctionError);
    await eventually(() => expect(host.processes()).toHaveLength(2));
  });

  it('gives events that wait to the new bundle, and tells those of a removed one', async () => {
    const limits = { mostProcesses: 1 };
    const host = hostOf([functionOf('slow'), functionOf('hang', { timeout: 1 })], { limits });
    await host.warm();
    const invocations = [host.call('slow', { ms: 100 }), host.call('slow', { ms: 100 })];
    const removed = [host.call('hang'), host.call('hang')];

    host.update([functionOf('slow', { handler: 'index.echo' })]);

    expect(answerOf(await (invocations[0] as Promise<never>))).toHaveProperty('processId');
    expect(answerOf(await (invocations[1] as Promise<never>))).toEqual({ ms: 100 });
    expect((await Promise.all(removed)).map((invocation) => 'errorType' in invocation && invocation.errorType)).toEqual(
      ['Sandbox.Timedout', 'UnknownFunctionError'],
    );
  });

  it('notices a file that changed in the same folder', async () => {
    const codeFolder = mkdtempSync(join(tmpdir(), 'countersign-host-'));
    onTestFinished(() => rmSync(codeFolder, { recursive: true }));
    const write = (text: string) =>
      writeFileSync(join(codeFolder, 'index.mjs'), `export const handler = async () => '${text}';`);
    write('before');
    const definition = functionOf('changing', { codeFolder, handler: 'index.handler' });
    const host = hostOf([definition]);
    expect(answerOf(await host.call('changing'))).toBe('before');

    write('afterwards');
    host.update([definition]);

    expect(answerOf(await host.call('changing'))).toBe('afterwards');
  });
});

describe('close', () => {
  it('ends stopped, running and starting processes at once, and leaves none', async () => {
    const host = hostOf([functionOf('echo'), functionOf('hang'), functionOf('blockLoop')], {
      limits: { scaleAfterMs: 1 },
    });
    await host.warm();
    const left = ['hang', 'hang', 'blockLoop'].map((name) => host.call(name));
    const refused = left.map((invocation) => expect(invocation).rejects.toThrow(FunctionHostClosedError));
    await eventually(() => expect(host.processes().length).toBeGreaterThanOrEqual(4));
    const processIds = host.processes().map(({ processId }) => processId);
    const begun = performance.now();

    await host.close();

    expect(performance.now() - begun).toBeLessThan(10_000); // the functions have 20 s
    await eventually(() => expect(processIds.map(processState).filter((state) => state !== undefined)).toEqual([]));
    await Promise.all(refused);
    await expect(host.call('echo')).rejects.toThrow(FunctionHostClosedError);
    expect(() => host.update([])).toThrow(FunctionHostClosedError);
    await host.close();
  });
});

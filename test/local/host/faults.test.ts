import { describe, expect, it } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { functionOf } from './function-of.ts';
import { answerOf, hostOf, processState } from './support.ts';

describe('an error of megabytes', () => {
  it('is an error, its text cut, in a process that lives on', async () => {
    const host = hostOf([functionOf('throwsMegabytes', { memorySize: 512 })]);

    const first = await host.call('throwsMegabytes', { megabytes: 10 });

    expect(first).toMatchObject({ kind: 'failed', tries: [{ outcome: 'threw' }] });
    expect(first).toHaveProperty('errorMessage', expect.stringMatching(/^x{100000,300000}…$/));
    expect(first).toHaveProperty('errorType', expect.stringMatching(/^(Long){32}…$/));
    expect(await host.call('throwsMegabytes', { megabytes: 1 })).toMatchObject({ tries: [{ cold: false }] });
  });
});

describe('a function that prints 100 MB', () => {
  it('in lines: shows what a person can read, says what it left out, and answers', { timeout: 60_000 }, async () => {
    const host = hostOf([functionOf('print', { timeout: 60 })], { limits: { tryMs: 50_000 } });

    expect(answerOf(await host.call('print', { megabytes: 100 }))).toBe('printed');

    const leftOut = () =>
      host.logs.flatMap(
        ({ text }) => /^… ([\d,]+) more lines, too many to be shown in a second$/.exec(text)?.[1] ?? [],
      );
    const shown = () => host.logs.filter(({ stream, text }) => stream === 'stdout' && text.startsWith('x'));
    await eventually(() => {
      const counted = leftOut().reduce((sum, count) => sum + Number(count.replace(',', '')), 0);
      expect(counted + shown().length).toBe(100 * 1024);
    });
    expect(leftOut().length).toBeGreaterThan(0);
    expect(host.logs.map(({ text }) => text)).toContain('{"level":"ERROR","message":"the last line"}');
  });

  it('in one line: shows its beginning, and how much more there was', async () => {
    const host = hostOf([functionOf('printUnbroken', { timeout: 60 })], { limits: { tryMs: 50_000 } });

    expect((await host.call('printUnbroken', { megabytes: 100 })).kind).toBe('answered');

    await eventually(() => expect(host.logs).toHaveLength(2));
    const line = host.logs.find(({ stream }) => stream === 'stdout')?.text ?? '';
    expect(line).toMatch(/^x{16384}… \(104,841,216 more characters\)$/);
  });
});

describe.runIf(process.platform === 'linux')('a child that a function detached', () => {
  it('ends with its function’s process', async () => {
    const host = hostOf([functionOf('startDetached', { timeout: 1 }), functionOf('echo')]);
    await host.warm();
    const [echo] = host.processes().filter(({ functionArn }) => functionArn.endsWith('echo'));

    expect(await host.call('startDetached', { hangs: true })).toMatchObject({ tries: [{ outcome: 'timed out' }] });

    const childId = Number(/detached (\d+)/.exec(host.logs[0]?.text ?? '')?.[1]);
    await eventually(() => expect(processState(childId)).toBeUndefined());
    expect(processState(echo?.processId ?? -1)).toBeDefined();
  });

  it('ends with the host', async () => {
    const host = hostOf([functionOf('startDetached')]);
    const { childId } = answerOf(await host.call('startDetached')) as { childId: number };
    expect(processState(childId)).toBeDefined();

    await host.close();

    await eventually(() => expect(processState(childId)).toBeUndefined());
  });
});

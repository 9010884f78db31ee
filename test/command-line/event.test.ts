import { expect, test } from 'vitest';
import { run, runProcess } from './run-command.ts';

test('lists the events, one a line, and prints each of them as JSON', async () => {
  const { exitCode, output } = await run(['event']);
  const names = output.trim().split('\n');

  expect(exitCode).toBe(0);
  expect(names.length).toBeGreaterThan(3);
  for (const name of names) {
    const event = JSON.parse((await run(['event', name])).output);
    expect(event).toMatchObject({ version: '1', triggerSource: expect.stringMatching(/_Authentication$/) });
    expect(Object.values(event.response).every((value) => value === null)).toBe(true);
  }
});

test('exits with 2 for an event that is not there', async () => {
  expect(await run(['event', 'nothing-such'])).toEqual({
    exitCode: 2,
    output: '',
    errors: 'countersign: there is no event nothing-such: countersign event lists them\n',
  });
});

test('prints no colours where its output is piped', async () => {
  const { output } = await runProcess(['event'], { environment: { TERM: 'xterm-256color' } });

  expect(output).not.toContain('\u001b');
});

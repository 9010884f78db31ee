import { expect, it } from 'vitest';
import { runtimeNotes } from '../../../lib/local/app/runtime-notes.ts';

const today = new Date('2026-12-01');

it('says nothing of the runtime whose Node.js runs here', () => {
  expect(runtimeNotes('nodejs24.x', { node: 24, today })).toEqual([]);
  expect(runtimeNotes(`nodejs${process.versions.node.split('.')[0]}.x`, { today })).toEqual([]);
});

it('says of another version which names only one of the two has', () => {
  expect(runtimeNotes('nodejs20.x', { node: 24, today })).toEqual([
    'nodejs20.x runs on Node 24 here: what uses WebSocket, navigator, Promise.withResolvers, Iterator, RegExp.escape, URLPattern works here and fails in Lambda.',
  ]);
  expect(runtimeNotes('nodejs22.x', { node: 24, today })).toEqual([
    'nodejs22.x runs on Node 24 here: what uses RegExp.escape, URLPattern works here and fails in Lambda.',
  ]);
  expect(runtimeNotes('nodejs24.x', { node: 22, today })).toEqual([
    'nodejs24.x runs on Node 22 here, without RegExp.escape, URLPattern.',
  ]);
  expect(runtimeNotes('nodejs24.x', { node: 26, today })).toEqual(['nodejs24.x runs on Node 26 here.']);
});

it.each([
  ['nodejs14.x', '2026-12-01', true],
  ['nodejs6.10', '2026-12-01', true],
  ['nodejs', '2026-12-01', true],
  ['nodejs18.x', '2027-01-31', false],
  ['nodejs18.x', '2027-02-01', true],
  ['nodejs20.x', '2027-02-01', true],
  ['nodejs22.x', '2027-05-31', false],
  ['nodejs24.x', '2028-06-02', true],
  ['nodejs26.x', '2029-01-01', false],
])('says whether Lambda still creates functions on %s at %s', (runtime, day, isRetired) => {
  const note = `Lambda creates no functions on ${runtime} any more: name a newer runtime, nodejs24.x say.`;
  expect(runtimeNotes(runtime, { node: 24, today: new Date(day) }).includes(note)).toBe(isRetired);
});

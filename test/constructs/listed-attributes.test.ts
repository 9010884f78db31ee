import { expect, it } from 'vitest';
import { listedAttributes } from '../../lib/constructs/listed-attributes.ts';
import { STANDARD_ATTRIBUTES } from '../../lib/protocol/standard-attributes.ts';

const names = [...STANDARD_ATTRIBUTES].filter((name) => name !== 'sub');

it.each([...names, 'custom:role'])('lists %s, and nothing else', (name) => {
  expect(listedAttributes([name]).attributes()).toEqual([name]);
});

it('lists all of them', () => {
  expect([...listedAttributes([...names, 'custom:role']).attributes()].sort()).toEqual(
    [...names, 'custom:role'].sort(),
  );
});

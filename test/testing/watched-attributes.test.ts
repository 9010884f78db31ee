import { describe, expect, test } from 'vitest';
import type { StringMap } from '../../lib/flow/index.ts';
import { watchedAttributes } from '../../lib/testing/watched-attributes.ts';

const all: StringMap = {
  sub: 'a',
  email: 'alice@example.com',
  'custom:number': '4711',
  'custom:secret': 's',
  name: 'Alice',
  'cognito:user_status': 'CONFIRMED',
};

/** What is told of reading attributes of which some are declared. */
function toldOf(read: (attributes: StringMap) => unknown, names: readonly string[] = ['sub', 'name']) {
  const told: string[] = [];
  const declared = Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)));
  const came = read(watchedAttributes(declared, all, (attribute) => told.push(attribute)));
  return { told, came };
}

describe('who watches is told of', () => {
  test.each<[string, (attributes: StringMap) => unknown]>([
    ['is read', (attributes) => attributes['custom:number']],
    ['is asked for', (attributes) => 'custom:number' in attributes],
    ['is asked for as its own', (attributes) => Object.hasOwn(attributes, 'custom:number')],
    ['is described', (attributes) => Object.getOwnPropertyDescriptor(attributes, 'custom:number')],
    [
      'is taken out',
      (attributes) => {
        const { 'custom:number': number } = attributes;
        return number;
      },
    ],
  ])('an attribute that is not declared, and %s', (_case, read) => {
    expect(toldOf(read).told).toEqual(['custom:number']);
  });

  test.each<[string, (attributes: StringMap) => unknown]>([
    ['their names', (attributes) => Object.keys(attributes)],
    ['their entries', (attributes) => new Map(Object.entries(attributes)).get('custom:number')],
    ['a copy', (attributes) => ({ ...attributes })['custom:number']],
    [
      'each of them',
      (attributes) => {
        const names: string[] = [];
        for (const name in attributes) names.push(name);
        return names;
      },
    ],
    ['their JSON', (attributes) => JSON.stringify({ attributes })],
    ['the rest', ({ sub, ...rest }) => [sub, rest]],
  ])('every attribute that is not declared, but Cognito’s own, where a challenge takes %s', (_case, read) => {
    expect([...new Set(toldOf(read).told)]).toEqual(['email', 'custom:number', 'custom:secret']);
  });

  test.each<[string, (attributes: StringMap) => unknown]>([
    ['what is declared', (attributes) => attributes.name],
    ['sub', (attributes) => attributes.sub],
    ['what the user lacks', (attributes) => attributes.locale],
    ['what every object has', (attributes) => `${String(attributes)} ${'toString' in attributes}`],
  ])('nothing where a challenge reads %s', (_case, read) => {
    expect(toldOf(read).told).toEqual([]);
  });

  test('nothing where a challenge lists attributes all of which it declares, and it gets those alone', () => {
    const names = ['sub', 'email', 'custom:number', 'custom:secret', 'name'];
    const read = (attributes: StringMap) => [Object.keys(attributes), { ...attributes }.name, 'name' in attributes];
    expect(toldOf(read, names)).toEqual({ told: [], came: [names, 'Alice', true] });
  });
});

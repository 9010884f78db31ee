import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type QueryMembers, type QueryValue, queryMembers } from '../../../lib/local/stand-ins/query-members.ts';

/** Writes members as AWS's clients do. */
function formOf(members: QueryMembers): URLSearchParams {
  const form = new URLSearchParams();
  const write = (name: string, value: QueryValue | undefined): void => {
    if (typeof value === 'string') {
      form.append(name, value);
      return;
    }
    const steps = Array.isArray(value)
      ? value.map((each: QueryValue, index) => [`member.${index + 1}`, each] as const)
      : Object.entries(value ?? {});
    for (const [step, each] of steps) write(name === '' ? step : `${name}.${step}`, each);
  };
  write('', members);
  return form;
}

const name = fc.stringMatching(/^[A-Z][a-z]{0,5}$/);
const { members } = fc.letrec<{ members: QueryMembers; value: QueryValue }>((tie) => ({
  members: fc.dictionary(name, tie('value'), { minKeys: 1, maxKeys: 3 }),
  value: fc.oneof(
    { depthSize: 'small' },
    fc.string(),
    fc.array(tie('value'), { minLength: 1, maxLength: 12 }),
    tie('members'),
  ),
}));

describe("a query's form", () => {
  it('is read as what was written, lists of ten and more in their order', () => {
    fc.assert(
      fc.property(members, (written) => {
        expect(queryMembers(formOf(written))).toEqual(written);
      }),
    );
  });

  it('is read whatever its names are', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string(), fc.string())), (entries) => {
        queryMembers(new URLSearchParams(entries));
      }),
    );
    const names = ['__proto__.polluted', 'constructor.prototype.polluted', `${'a.'.repeat(100_000)}a`];
    expect(
      Object.keys(queryMembers(new URLSearchParams(names.map((each): [string, string] => [each, '1'])))),
    ).toHaveLength(3);
    expect({}).not.toHaveProperty('polluted');
  });
});

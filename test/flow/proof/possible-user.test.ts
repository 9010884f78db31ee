import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { possibleUser, probesOf } from '../../../lib/flow/proof/possible-user.ts';
import { questionsAbout } from '../../../lib/flow/questions.ts';

const long = (value: string) => value.length > 1;
const early = (value: string) => value < 'b';
const question = fc.oneof(
  fc.record({ ask: fc.constant('has' as const), name: fc.constantFrom('a', 'b_verified', 'sub') }),
  fc.record({
    ask: fc.constant('is' as const),
    name: fc.constantFrom('a', 'b_verified', 'sub'),
    value: fc.constantFrom('', 'a', 'A', 'bb', 'c'),
  }),
  fc.record({
    ask: fc.constant('test' as const),
    name: fc.constantFrom('a', 'sub'),
    predicate: fc.constantFrom(long, early),
  }),
);

test('its answers do not contradict each other, whatever is asked and however the open ones are taken', () => {
  fc.assert(
    fc.property(fc.array(question), fc.infiniteStream(fc.boolean()), (questions, decisions) => {
      const user = possibleUser(() => decisions.next().value, '');
      const ask = (each: (typeof questions)[number]): boolean =>
        each.ask === 'has'
          ? user.has(each.name)
          : each.ask === 'is'
            ? user.is(each.name, each.value)
            : user.test(each.name, each.predicate);
      const answers = questions.map(ask);
      // The same again, and so for a real user who has the values that are settled.
      expect(questions.map(ask)).toEqual(answers);
      const values: Record<string, string> = {};
      for (const [position, each] of questions.entries())
        if (each.ask === 'is' && answers[position]) values[each.name] = each.value;
      const real = questionsAbout(values);
      for (const [position, each] of questions.entries()) {
        if (values[each.name] === undefined) continue;
        if (each.ask === 'has') expect(answers[position]).toBe(true);
        if (each.ask === 'is') expect(answers[position]).toBe(real.is(each.name, each.value));
        if (each.ask === 'test') expect(answers[position]).toBe(real.test(each.name, each.predicate));
      }
    }),
    { numRuns: 500 },
  );
});

test('every answer that a real user could give is among those taken', () => {
  const attributes = fc.record({ a: fc.constantFrom('', 'a', 'A', 'bb', 'c', 'zz'), sub: fc.constantFrom('a', 'bb') });
  fc.assert(
    fc.property(fc.array(question), attributes, (questions, values) => {
      const real = questionsAbout({ ...values, b_verified: 'true' });
      // Takes each open answer as the real user gives it.
      const user = possibleUser(({ question: ask, attribute, value }) => {
        if (ask === 'has') return real.has(attribute);
        if (ask === 'is') return real.is(attribute, value ?? '');
        return real.test(attribute, asked);
      }, '');
      let asked = long;
      for (const each of questions) {
        if (each.ask === 'test') {
          asked = each.predicate;
          expect(user.test(each.name, asked)).toBe(real.test(each.name, asked));
        } else if (each.ask === 'is') expect(user.is(each.name, each.value)).toBe(real.is(each.name, each.value));
        else expect(user.has(each.name)).toBe(real.has(each.name));
      }
    }),
    { numRuns: 1000 },
  );
});

describe('probes', () => {
  test('are the texts of a source, and some more', () => {
    const source = 'if (role === \'admin\' || role === "root" || role === `boss`) x(`$' + "{y}`, '');";
    expect(probesOf(source)).toEqual(['', 'admin', 'root', 'boss', '0', '18', 'true']);
  });
});

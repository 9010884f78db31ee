import { describe, expect, it } from 'vitest';
import { appOf, functionResource, poolResource } from './assembly.ts';

const Conditions = { Holds: { 'Fn::Equals': ['a', 'a'] }, Fails: { 'Fn::Equals': ['a', 'b'] } };

async function read(Environment: unknown, template: object = {}) {
  const Pool = poolResource({ LambdaConfig: {} });
  const app = await appOf({ Pool, Reader: functionResource({ Environment }) }, { Conditions, ...template });
  return app.functions[0];
}

describe('a variable', () => {
  it('is left out where a condition gives it no value', async () => {
    const Variables = { LEFT: { 'Fn::If': ['Fails', 'a', { Ref: 'AWS::NoValue' }] }, EMPTY: '', ZERO: 0, NO: false };
    expect(await read({ Variables })).toMatchObject({ environment: { EMPTY: '', ZERO: '0', NO: 'false' } });
    expect((await read({ Variables }))?.environment).not.toHaveProperty('LEFT');
  });

  it.each([[['a', 'b']], [{ a: 'b' }], [null]])('refuses the function where it is no text: %j', async (A) => {
    expect((await read({ Variables: { A } }))?.refusal).toBe(
      "The function Reader of the stack Auth can't run here: A isn't set: Lambda takes texts, and it is none. Give it: --env A=…",
    );
  });

  it('that can’t be told is named alone, below a condition too', async () => {
    const chosen = { TOLD: 'told', UNTOLD: { 'Fn::ImportValue': 'nothing' } };
    for (const Environment of [
      { Variables: { 'Fn::If': ['Holds', chosen, {}] } },
      { 'Fn::If': ['Fails', {}, { Variables: chosen }] },
    ]) {
      const reader = await read(Environment);
      expect(reader?.environment).toEqual({ TOLD: 'told' });
      expect(reader?.refusal).toContain("UNTOLD isn't set: no stack of the app exports nothing");
    }
  });

  it('may be called Condition', async () => {
    expect((await read({ Variables: { Condition: 'Holds' } }))?.environment).toEqual({ Condition: 'Holds' });
  });

  it.each<[string, unknown, string]>([
    ['a condition', { 'Fn::If': ['toString', 'a', 'b'] }, 'has no condition toString'],
    ['a condition that is missing', { 'Fn::If': ['Missing', 'a', 'b'] }, 'has no condition Missing'],
    ['a mapping', { 'Fn::FindInMap': ['constructor', 'name', 'length'] }, 'mapping constructor has no name.length'],
    ['an attribute', { 'Fn::GetAtt': ['Pool', 'constructor'] }, 'constructor of Pool'],
    ['an attribute of one', { 'Fn::GetAtt': ['Odd', 'toString'] }, 'toString of Odd'],
  ])('isn’t told by what JavaScript calls so: %s', async (_what, VALUE, refusal) => {
    const Pool = poolResource({ LambdaConfig: {} });
    const Reader = functionResource({ Environment: { Variables: { VALUE } } });
    const app = await appOf({ Pool, Odd: { Type: 'constructor' }, Reader }, { Conditions });
    expect(app.functions[0]?.refusal).toContain(refusal);
  });

  it('may name a resource of a type that JavaScript has a word for', async () => {
    const Pool = poolResource({ LambdaConfig: {} });
    const Reader = functionResource({ Environment: { Variables: { VALUE: { Ref: 'Odd' } } } });
    const app = await appOf({ Pool, Odd: { Type: '__proto__' }, Reader });
    expect(app.functions[0]?.environment.VALUE).toMatch(/^Auth-Odd-/);
  });
});

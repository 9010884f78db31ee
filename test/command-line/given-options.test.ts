import { describe, expect, it } from 'vitest';
import { addFunctionVariable, addNamedValue } from '../../lib/command-line/local/given-options.ts';

const add = (...texts: readonly string[]) =>
  texts.reduce<ReturnType<typeof addFunctionVariable>>((given, text) => addFunctionVariable(text, given), {});

describe('--env', () => {
  it('gives a variable to all functions, or to one; the last one counts', () => {
    expect(add('A=1', 'Create.A=2', 'A=3', 'SignIn/Create.B=a.b=c', 'Create.C=')).toEqual({
      environment: { A: '3' },
      functions: { Create: { A: '2', C: '' }, 'SignIn/Create': { B: 'a.b=c' } },
    });
  });

  it('takes a construct path with dots in it, and a value with anything in it', () => {
    expect(add('example.com/Define.A=b.C=d=\nü')).toEqual({ functions: { 'example.com/Define': { A: 'b.C=d=\nü' } } });
    expect(add('A=b.C=d')).toEqual({ environment: { A: 'b.C=d' } });
  });

  it.each(['A', '=1', '1A=1', 'Create.=1', '.A=1', ''])('refuses %j without telling a value', (text) => {
    expect(() => add(text)).toThrow(/^--env takes NAME=VALUE or FUNCTION\.NAME=VALUE, got [^1]*(1A=…|A)?/);
  });

  it('tells no value of what it refuses', () => {
    expect(() => add('1A=secret')).toThrow('got 1A=…');
  });
});

describe('--parameter and --export', () => {
  it('give values by their names, whatever these hold but an equals sign', () => {
    const given = ['Stage=dev', 'Stack.Name=a=b', 'Stack:Export-Name=', 'Stage=test'].reduce<Record<string, string>>(
      (values, text) => ({ ...addNamedValue('--parameter')(text, values) }),
      {},
    );
    expect(given).toEqual({ Stage: 'test', 'Stack.Name': 'a=b', 'Stack:Export-Name': '' });
  });

  it.each(['Stage', '=dev', ''])('refuse %j', (text) => {
    expect(() => addNamedValue('--export')(text)).toThrow('--export takes NAME=VALUE, got ');
  });
});

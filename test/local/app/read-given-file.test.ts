import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { synthesizeLocalApp } from '../../../lib/local/app/index.ts';
import { GIVEN_FILE, mergeGivenValues, readGivenFile } from '../../../lib/local/app/read-given-file.ts';
import { functionResource, poolResource, temporaryFolder, writeAssembly } from './assembly.ts';

const read = (content: unknown) => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, GIVEN_FILE), typeof content === 'string' ? content : JSON.stringify(content));
  return readGivenFile(folder);
};

describe('countersign.local.json', () => {
  it('gives values of each kind', () => {
    expect(
      read({
        environment: { A: 'a', B: 1, C: true },
        functions: { Create: { A: 'b' } },
        parameters: { 'Auth.Stage': 'dev' },
        exports: { Table: 'codes' },
        ssm: { '/a/b': 'c' },
        secrets: { plain: 'text', json: { key: 'k' } },
      }),
    ).toEqual({
      environment: { A: 'a', B: '1', C: 'true' },
      functions: { Create: { A: 'b' } },
      parameters: { 'Auth.Stage': 'dev' },
      exports: { Table: 'codes' },
      ssm: { '/a/b': 'c' },
      secrets: { plain: 'text', json: '{"key":"k"}' },
    });
  });

  it('needn’t be there', () => {
    expect(readGivenFile(temporaryFolder())).toEqual({});
  });

  it.each<[string, unknown, RegExp]>([
    ['no JSON', '{', /countersign\.local\.json is no JSON, from line 1, column 2 on\.$/],
    [
      'a comma that is missing',
      '{ "secrets":\n  { "key": "secret" "b": "c" } }',
      /is no JSON, from line 2, column 21 on\.$/,
    ],
    ['a secret that isn’t quoted', '{ "secrets": { "key": secret } }', /is no JSON\.$/],
    ['no JSON, cut off', '{ "ssm": ', /is no JSON: it ends too early\.$/],
    ['no object', [], /holds no object: it takes environment, functions, parameters, exports, ssm, secrets\./],
    ['a member that it doesn’t take', { enviroment: {} }, /has enviroment, which it doesn't take/],
    ['a section that is no object', { exports: 'secret' }, /^exports of countersign\.local\.json must be an object\./],
    [
      'a variable that is an object',
      { environment: { A: { b: 'secret' } } },
      /^environment\["A"\] of .* must be a text/,
    ],
    ['a variable that is null', { functions: { Create: { A: null } } }, /^functions\["Create"\]\["A"\] of/],
    ['a secret that is a list', { secrets: { key: ['secret'] } }, /^secrets\["key"\] of .* a text, or an object/],
  ])('is refused with %s, and no value is told', (_what, content, message) => {
    expect(() => read(content)).toThrow(
      expect.objectContaining({ code: 'given-value', message: expect.stringMatching(message) }),
    );
    expect(() => read(content)).not.toThrow(/secret(?!s)/);
  });

  it('counts less than what the command line gives', async () => {
    const directory = temporaryFolder();
    writeFileSync(
      join(directory, GIVEN_FILE),
      JSON.stringify({ environment: { A: 'file', B: 'file' }, functions: { Reader: { C: 'file' } } }),
    );
    writeAssembly(join(directory, 'out'), {
      Auth: { Resources: { Pool: poolResource({ LambdaConfig: {} }), Reader: functionResource() } },
    });
    const given = { environment: { A: 'option' }, functions: { Reader: { D: 'option' } } };
    const { functions } = await synthesizeLocalApp({ directory, app: 'out', given });
    expect(functions[0]?.environment).toEqual({ A: 'option', B: 'file', C: 'file', D: 'option' });
  });
});

it('may begin with a byte order mark, and end its lines as Windows does', () => {
  expect(read('\uFEFF{\r\n  "exports": { "Ä=b": "ü=1" }\r\n}\r\n').exports).toEqual({ 'Ä=b': 'ü=1' });
});

it('may have names that JavaScript has for its own', () => {
  const text = '{"environment":{"__proto__":"a"},"functions":{"constructor":{"A":"a"},"__proto__":{"A":"b"}}}';
  const { environment = {}, functions = {} } = mergeGivenValues(read(text), { functions: { toString: { B: 'c' } } });
  expect(Object.entries(environment)).toEqual([['__proto__', 'a']]);
  expect(Object.entries(functions)).toEqual([
    ['constructor', { A: 'a' }],
    ['__proto__', { A: 'b' }],
    ['toString', { B: 'c' }],
  ]);
});

it('is no folder', () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, GIVEN_FILE));
  expect(() => readGivenFile(folder)).toThrow(/countersign\.local\.json can't be read: EISDIR/);
});

it('counts less than the command line, by whichever name that calls a function', () => {
  const file = { functions: { Reader: { A: 'file' }, 'Auth/Reader': { A: 'file', B: 'file' } } };
  const { functions = {} } = mergeGivenValues(file, { functions: { Reader: { A: 'option' } } });
  expect(Object.keys(functions)).toEqual(['Auth/Reader', 'Reader']);
});

it('merges nothing with nothing', () => {
  expect(mergeGivenValues({}, {})).toEqual({
    environment: {},
    functions: {},
    parameters: {},
    exports: {},
    ssm: {},
    secrets: {},
  });
});

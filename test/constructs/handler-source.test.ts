import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Stack } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import { CustomAuth } from '../../lib/constructs/index.ts';
import { loadTriggerHandlers, TRIGGERS } from '../../lib/constructs/trigger-handlers.ts';
import { emptyFolder, flowModule, folderOf, handlerModule, lambdasOf, oneCode } from './fixtures/lambdas.ts';
import { makeApp, props } from './fixtures/synth.ts';

const environment = {
  DefineAuthChallenge: {},
  CreateAuthChallenge: {},
  VerifyAuthChallengeResponse: {},
  DeliverMessage: {},
};
const load = (lambdas: string) =>
  loadTriggerHandlers({ lambdas, into: emptyFolder(), environment, region: 'eu-central-1' });
const oneFile = (files: Readonly<Record<string, string>> = {}) =>
  folderOf({ 'sign-in.ts': flowModule(oneCode), ...files });
const failure = (code: string, message: RegExp) =>
  expect.objectContaining({ code, message: expect.stringMatching(message) });

describe('a folder with the flow alone', () => {
  it('gets the same three handlers as one that has a file for each', async () => {
    const made = load(oneFile());
    const written = load(lambdasOf(oneCode));
    for (const trigger of TRIGGERS) {
      expect(made.functions[trigger].inspected).toEqual(written.functions[trigger].inspected);
      expect(made.functions[trigger].bundle.loadedBytes).toBe(written.functions[trigger].bundle.loadedBytes);
    }
    const { entry } = made.functions.DefineAuthChallenge.bundle;
    const { handler } = await import(pathToFileURL(entry).href);
    expect(handler.trigger).toBe('DefineAuthChallenge');
  });

  it('is deployed, and nothing is written into it', () => {
    const lambdas = oneFile();
    const { flow } = new CustomAuth(new Stack(makeApp(), 'Test'), 'SignIn', { ...props, lambdas });
    expect(flow?.challenges.map(({ name }) => name)).toEqual(['code']);
    expect(load(lambdas).functions.CreateAuthChallenge.bundle.inputs).toContain(join(lambdas, 'sign-in.ts'));
  });

  it('takes the file of a handler in its place', () => {
    const { functions } = load(
      oneFile({
        'create-auth-challenge.ts': `${handlerModule('createAuthChallenge')}handler.before(() => { process.env.MARK; });`,
      }),
    );
    expect(functions.CreateAuthChallenge.source).toMatch(/create-auth-challenge\.ts$/);
    expect(functions.DefineAuthChallenge.source).toMatch(/sign-in\.ts$/);
  });

  it('refuses a handler of a copy of its flow', () => {
    const lambdas = oneFile({
      'copy.ts': flowModule(oneCode),
      'create-auth-challenge.ts': handlerModule('createAuthChallenge', './copy.ts'),
    });
    expect(() => load(lambdas)).toThrow(failure('flow-rejected', /carry copies of a flow/));
  });

  it.each(['create.ts', 'createAuthChallenge.ts', 'create-auth-chalenge.mjs'])(
    'refuses a handler in a file of another name, %s, which would be left out',
    (name) => {
      expect(() => load(oneFile({ [name]: handlerModule('createAuthChallenge') }))).toThrow(
        failure('entry-missing', /makes the handler of CreateAuthChallenge: name the file create-auth-challenge\.ts/),
      );
    },
  );

  it('takes no test for a handler', () => {
    expect(() => load(oneFile({ 'sign-in.test.ts': handlerModule('createAuthChallenge') }))).not.toThrow();
  });

  it.each(['export const other = 1;', 'export default signIn;'])(
    'takes the flow by its name, signIn, beside %s',
    (more) => {
      expect(() => load(oneFile({ 'sign-in.ts': `${flowModule(oneCode)}\n${more}` }))).not.toThrow();
    },
  );

  it('takes the flow as the only export, whatever its name', () => {
    const source = flowModule(oneCode).replace('export const signIn', 'export const login');
    expect(load(oneFile({ 'sign-in.ts': source })).flow.holds).toBe(true);
  });

  it('asks for the name where there are several exports and none has it', () => {
    const source = `${flowModule(oneCode).replace('export const signIn', 'export const login')} export const other = 1;`;
    expect(() => load(oneFile({ 'sign-in.ts': source }))).toThrow(
      failure('foreign-module', /sign-in\.ts exports login, other: export the flow as signIn/),
    );
  });

  it('says which export is no flow', () => {
    expect(() => load(folderOf({ 'sign-in.ts': 'export const signIn = 1;' }))).toThrow(
      failure('load', /sign-in\.ts throws when it is loaded: /),
    );
  });
});

describe('a folder without a flow', () => {
  it('is named with what it should hold', () => {
    expect(() => load(folderOf({}))).toThrow(
      failure('entry-missing', /there is no sign-in\.ts and no define-auth-challenge\.ts in /),
    );
  });

  it('is told from one that is not there', () => {
    const missing = join(emptyFolder(), 'lambda');
    expect(() => load(missing)).toThrow(failure('entry-missing', new RegExp(`there is no folder ${missing}: `)));
  });
});

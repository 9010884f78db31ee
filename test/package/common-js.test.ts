import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeProject, packPackage, run } from './packed.ts';

/** A flow that asks what knows three words, one of them an error for the user. */
const wordFlow = (defineChallenge: string, defineFlow: string, UserFacingError: string) => `${defineFlow}(
  {
    word: ${defineChallenge}({
      factor: 'knowledge',
      attempts: 3,
      answers: 10_000_000,
      create: ({ user }) => {
        if (user.attributes.email === 'eve@example.com') throw new ${UserFacingError}('Not for Eve');
        return { parameters: {} };
      },
      verify: ({ answer }) => answer === 'open sesame',
      decoy: () => ({ parameters: {} }),
      needs: { attributes: { uses: ['email'] } },
    }),
  },
  function* ({ pass }) { yield* pass('word'); },
)`;

let project: string;
beforeAll(() => {
  project = makeProject(packPackage(), {
    'package.json': '{"name":"app"}',
    'entries.cjs': `
const manifest = require('countersign/package.json');
for (const [entry, { require: commonJs }] of Object.entries(manifest.exports)) {
  if (!commonJs) continue;
  const names = Object.keys(require('countersign' + entry.slice(1)));
  const again = require.resolve('countersign' + entry.slice(1));
  // What only defines an element gives nothing.
  console.log(entry, names.length > 0 || entry === './ui/define', again.includes('/dist/cjs/'));
}
const { FlowDefinitionError, defineFlow } = require('countersign/flow');
const { emailOtp } = require('countersign/challenges');
try { emailOtp({ digits: 99 }); } catch (error) { console.log(error instanceof FlowDefinitionError); }
`,
    'ui.cjs': `
for (const entry of ['ui', 'ui/define', 'ui/forms', 'ui/react']) {
  require('countersign/' + entry);
  const files = Object.keys(require.cache).filter((file) => file !== __filename);
  const rooms = files.map((file) => /node_modules\\/(?:countersign\\/dist\\/cjs\\/lib\\/)?([\\w-]+)/.exec(file)[1]);
  console.log(entry + ':', [...new Set(rooms)].sort().join(' '));
}
`,
    'qr.cjs': `
const { join } = require('node:path');
const manifest = require.resolve('countersign/package.json');
const { qrCode } = require(join(manifest, '../dist/cjs/lib/ui/forms/built-in/qr-code.js'));
qrCode('otpauth://totp/a?secret=b', 'a').catch(({ message }) => console.log(message));
`,
    // Each half in a copy of its own: one is made there and taken here.
    'copies.mjs': `
import { createRequire } from 'node:module';
import * as esFlow from 'countersign/flow';
import * as esTesting from 'countersign/testing';
import * as esTriggers from 'countersign/triggers';
const require = createRequire(import.meta.url);
const commonJs = {
  ...require('countersign/flow'), ...require('countersign/testing'), ...require('countersign/triggers'),
};
const es = { ...esFlow, ...esTesting, ...esTriggers };
console.log(es.defineFlow !== commonJs.defineFlow);
for (const [made, taken] of [[es, commonJs], [commonJs, es]]) {
  const flow = ${wordFlow('made.defineChallenge', 'made.defineFlow', 'made.UserFacingError')};
  console.log(taken.check(flow).holds);
  const visit = await taken.simulate(flow, { attributes: { email: 'alice@example.com' } });
  await visit.answer('open sesame');
  console.log(visit.step.name);
  const refused = await taken.simulate(flow, { attributes: { email: 'eve@example.com' } });
  console.log(refused.step.error.message);
}
`,
    'matchers.test.mjs': `
import { createRequire } from 'node:module';
import { expect, it } from 'vitest';
import { countersignMatchers } from 'countersign/testing/vitest';
const require = createRequire(import.meta.url);
const { defineChallenge, defineFlow } = require('countersign/flow');
const { simulate } = require('countersign/testing');
expect.extend(countersignMatchers);
it('takes a visit of CommonJS', async () => {
  const visit = await simulate(${wordFlow('defineChallenge', 'defineFlow', 'Error')}, { attributes: {} });
  expect(visit).toBeAsking('word');
});
`,
  });
}, 120_000);

describe('what knows no ES modules', () => {
  it('loads every entry but vitest’s, and one copy of each class', () => {
    const printed = run(project, 'node', '--no-experimental-require-module', 'entries.cjs').trim().split('\n');
    expect(printed).toEqual([
      ...['./flow', './challenges', './challenges/email', './triggers', './testing', './constructs'].map(loaded),
      ...['./client', './ui', './ui/define', './ui/forms', './ui/react', './local'].map(loaded),
      'true',
    ]);
  });

  it('gets a client without anything of Node', () => {
    const client = readFileSync(join(project, 'node_modules/countersign/dist/cjs/lib/client/index.js'), 'utf8');
    expect(client).not.toContain('require(');
    expect(client).not.toContain('import(');
  });

  it('gets a sign-in UI around that client, and React with one entry alone', () => {
    const printed = run(project, 'node', '--no-experimental-require-module', 'ui.cjs').trim().split('\n');
    expect(printed).toEqual([
      'ui: ui',
      'ui/define: client ui',
      'ui/forms: client ui',
      'ui/react: client react react-dom ui',
    ]);
  });

  it('draws a QR code, though its maker is an ES module', () => {
    // It was made once there is only the page missing.
    expect(run(project, 'node', '--no-experimental-require-module', 'qr.cjs').trim()).toBe('document is not defined');
  });
});

const loaded = (entry: string): string => `${entry} true true`;

describe('a bundler', () => {
  it('takes the ES modules for a handler of CommonJS, and of them what the handler needs', async () => {
    const { metafile } = await build({
      stdin: {
        contents: "exports.make = require('countersign/triggers').createAuthChallengeHandler;",
        resolveDir: project,
      },
      bundle: true,
      platform: 'node',
      write: false,
      metafile: true,
    });
    const inputs = Object.keys(metafile.inputs);
    expect(inputs.filter((input) => /\/dist\/cjs\/|aws-cdk-lib/.test(input))).toEqual([]);
    expect(inputs.some((input) => input.endsWith('/dist/lib/triggers/index.js'))).toBe(true);
  });
});

describe('an ES module and CommonJS in one process', () => {
  it('take each other’s flows, challenges and errors', () => {
    const ofEach = ['true', 'signedIn', 'CreateAuthChallenge failed with error Not for Eve.'];
    expect(run(project, 'node', 'copies.mjs').trim().split('\n')).toEqual(['true', ...ofEach, ...ofEach]);
  });

  it('and vitest’s assertions take the other’s visits', () => {
    expect(run(project, 'vitest', 'run', '--root', project)).toContain('1 passed');
  });
});

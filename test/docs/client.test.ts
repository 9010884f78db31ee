import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from './markdown.ts';

const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const page = read('docs/client.md');

/** What the client exports, types included. */
const exported = [...read('lib/client/index.ts').matchAll(/^export (?:type )?\{([^}]*)\}/gm)]
  .flatMap(([, names = '']) => names.split(','))
  .map((name) => name.replace('type ', '').trim())
  .filter(Boolean);

/** The rows of the tables under a heading: what stands in code in their first cells. */
const namesUnder = (heading: string): readonly string[] =>
  (page.split(/^## /m).find((section) => section.startsWith(`${heading}\n`)) ?? '')
    .split('\n')
    .flatMap((line) => /^\| (`.*?) \|/.exec(line)?.[1] ?? [])
    .flatMap((cell) => [...cell.matchAll(/`(\w+)`/g)].map(([, name = '']) => name));

describe("the client's page", () => {
  it('names everything that is exported, and nothing else', () => {
    expect(exported).toContain('createAuthClient');
    expect([...namesUnder('Everything that is exported')].sort()).toEqual([...exported].sort());
  });

  it('says of each error what to tell the person', () => {
    const errors = exported.filter((name) => name.endsWith('Error') && name !== 'AuthError');
    expect([...new Set(namesUnder('Errors'))].sort()).toEqual(errors.sort());
  });

  it("speaks of no other error than these and the browser's", () => {
    const spoken = new Set([...page.matchAll(/\b[A-Z]\w+Error\b/g)].map(([name]) => name));
    const others = [...spoken].filter((name) => !exported.includes(name));
    expect(others.sort()).toEqual(['InvalidStateError', 'NotAllowedError', 'SecurityError']);
  });
});

describe('what is exported', () => {
  it("leaves the names of a flow's own challenges free: Cognito's go by Cognito's words", () => {
    // What the browser says is the same, whoever asks it.
    expect(exported.filter((name) => /passkey|totp/i.test(name))).toEqual(['PasskeyError']);
  });
});

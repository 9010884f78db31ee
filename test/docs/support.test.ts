import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as sdk from '@aws-sdk/client-cognito-identity-provider';
import { describe, expect, it } from 'vitest';
import { INTRINSIC_NAMES } from '../../lib/local/app/intrinsics.ts';
import { KEPT_TYPES, READ_TYPES } from '../../lib/local/app/resource-types.ts';
import { knownAttributes } from '../../lib/local/app/resource-values.ts';
import { operations } from '../../lib/local/operations/all.ts';
import { CHALLENGE_NAMES } from '../../lib/protocol/index.ts';
import { root } from './markdown.ts';

const page = readFileSync(join(root, 'docs/support.md'), 'utf8');

/** The rows of the page's tables, by the heading they stand under. */
const sections = page
  .split(/^## /m)
  .slice(1)
  .map((section) => ({
    heading: section.slice(0, section.indexOf('\n')),
    rows: [...section.matchAll(/^\| `(\w+)` \| (\w+) \| (.*?) ?\|$/gm)].map(
      ([, name = '', here = '', missing = '']) => ({
        name,
        here,
        missing,
      }),
    ),
  }));
const rowsOf = (heading: string) => sections.find((section) => section.heading === heading)?.rows ?? [];
const operationRows = sections
  .filter(({ heading }) => !['Challenges', 'Triggers', 'Templates'].includes(heading))
  .flatMap(({ rows }) => rows);

describe('the support page', () => {
  it("has a row for each operation of Cognito's API, and no other", () => {
    const all = Object.keys(sdk).flatMap((name) => /^([A-Z]\w+)Command$/.exec(name)?.[1] ?? []);
    expect(operationRows.map(({ name }) => name).sort()).toEqual(all.sort());
  });

  it('says no just where the local pool has no such operation', () => {
    const there = operationRows.filter(({ here }) => here !== 'no').map(({ name }) => name);
    expect(there.sort()).toEqual([...operations.keys()].sort());
  });

  it("has a row for each of Cognito's challenges", () => {
    expect(
      rowsOf('Challenges')
        .map(({ name }) => name)
        .sort(),
    ).toEqual([...CHALLENGE_NAMES].sort());
  });

  it('says yes, partly or no, and what is missing where it is partly', () => {
    for (const { rows } of sections) {
      for (const row of rows) {
        expect(['yes', 'partly', 'no']).toContain(row.here);
        if (row.here === 'partly') expect(row.missing).not.toBe('');
      }
    }
  });

  it('names the resources of a template that are read, and no others', () => {
    expect(
      cellsBelow('Resources')
        .map(([type]) => type)
        .sort(),
    ).toEqual([...READ_TYPES, ...KEPT_TYPES].sort());
  });

  it('names the attributes of each resource that can be told', () => {
    const said = cellsBelow('References').map(([type = '', attributes = '']) => [type, namesIn(attributes)]);
    expect(Object.fromEntries(said)).toEqual(knownAttributes());
  });

  it('names the intrinsic functions that are resolved', () => {
    const [sentence = ''] = /Intrinsic functions: [^.]*\./.exec(page) ?? [];
    expect(namesIn(sentence)).toEqual(INTRINSIC_NAMES);
  });
});

/** The code spans of a text. */
const namesIn = (text: string): readonly string[] => [...text.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);

/** Of each row of the table below a heading, the resource's type, and the other cells. */
function cellsBelow(heading: string): readonly (readonly string[])[] {
  const [, section = ''] = page.split(`\n### ${heading}\n`);
  const [own = ''] = section.split('\n### ');
  return [...own.matchAll(/^\| `((?:AWS|Custom)::[\w:]+)`[^|]*\|(.*)\|$/gm)].map(([, type = '', others = '']) => [
    type,
    others,
  ]);
}

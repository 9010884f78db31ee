import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from './markdown.ts';

const page = readFileSync(join(root, 'docs/pains.md'), 'utf8');

/** A row of the page: one pain, and what is done about it. */
const rows = [...page.matchAll(/^\| (\d+) \| (.+?) \| ([a-z ]+) \| (.+?) \| (.+?) \|$/gm)].map(
  ([, number, pain = '', status = '', how = '', tests = '']) => ({ number: Number(number), pain, status, how, tests }),
);

/** The tests that a row names: each file, and the title as the file has it between its quotes. */
const testsOf = (tests: string) =>
  [...tests.matchAll(/`(test\/[\w./-]+)` "([^"]+)"(?:; |$)/g)].map(([, file = '', title = '']) => ({ file, title }));

/** Whether a file has a test, or a table of tests, of this very title. */
function hasTest(file: string, title: string): boolean {
  const path = join(root, file);
  if (!existsSync(path)) return false;
  const code = readFileSync(path, 'utf8');
  return [`'${title}'`, `"${title}"`, `\`${title}\``].some((quoted) =>
    code.split(quoted).some((before, index, parts) => {
      const isLast = index === parts.length - 1;
      return !isLast && /(?:\b(?:it|test)\(\s*|\]\s*\)\(\s*|\w\)\(\s*)$/.test(before);
    }),
  );
}

describe('the pains', () => {
  it('are all 33, each once', () => {
    expect(rows.map(({ number }) => number).sort((one, other) => one - other)).toEqual(
      Array.from({ length: 33 }, (_, index) => index + 1),
    );
    expect(page.match(/^\| \d/gm)).toHaveLength(33);
  });

  it('are each somebody’s, in a public issue', () => {
    for (const { number, pain } of rows) {
      expect([number, pain]).toEqual([number, expect.stringMatching(/\((?:[\w-]+\/[\w.-]+#\d+(?:, )?)+\)$/)]);
    }
  });

  it('are prevented, eased or not prevented, as many as the page says', () => {
    const count = (status: string) => rows.filter((row) => row.status === status).length;
    const [prevented, eased, open] = ['prevented', 'eased', 'not prevented'].map(count);
    expect(Number(prevented) + Number(eased) + Number(open)).toBe(33);
    const words = ['none', 'one', 'two', 'three', 'four', 'five', 'six'];
    expect(page).toContain(
      `prevents ${prevented} of them, ${words[Number(eased)]} ${eased === 1 ? 'is' : 'are'} eased, and ${words[Number(open)]} are`,
    );
  });

  it.each(rows)('$number names tests that are there', ({ status, tests }) => {
    const named = testsOf(tests);
    expect(named.filter(({ file, title }) => !hasTest(file, title))).toEqual([]);
    if (status === 'not prevented') expect(tests).toBe('none');
    else expect(named.map(({ file, title }) => `\`${file}\` "${title}"`).join('; ')).toBe(tests);
  });

  it('that Cognito keeps are told where a user reads', () => {
    const told = rows.filter(({ status }) => status === 'not prevented').map(({ how }) => how);
    for (const how of told) expect(how).toMatch(/\]\(\S+\.md#\S+\)/);
  });
});

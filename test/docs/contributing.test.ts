import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from './markdown.ts';

const page = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8');
const sectionOf = (heading: string): string =>
  page.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? '';
/** The meanings of a table of words, by word. */
const wordsOf = (text: string): ReadonlyMap<string, string> =>
  new Map([...text.matchAll(/^\| ([a-z -]+) \| (.+) \|$/gm)].map(([, word = '', meaning = '']) => [word, meaning]));
const rowsOf = (section: string): readonly string[] =>
  [...section.matchAll(/^\| (.+?) \|.*\|$/gm)].map(([, first = '']) => first).slice(1);

describe('the way into the repository', () => {
  const section = sectionOf('Finding your way');

  it('names files that are there', () => {
    const named = [...section.matchAll(/`((?:lib|test)\/[\w./-]+)`/g)].map(([, path = '']) => path);

    expect(named.length).toBeGreaterThan(12);
    expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it.each(['lib', 'lib/local'])('shows every folder of %s', (folder) => {
    const folders = readdirSync(join(root, folder), { withFileTypes: true }).filter((entry) => entry.isDirectory());
    const map = /^```\n[\s\S]*?^```/m.exec(section)?.[0] ?? '';

    expect(folders.map(({ name }) => name).filter((name) => !map.includes(` ${name}/`))).toEqual([]);
  });
});

describe('the words', () => {
  const words = rowsOf(sectionOf('Words').replaceAll('|---|---|\n', ''));

  it('are at most 20, each once', () => {
    expect(words).toContain('challenge');
    expect(words.length).toBeLessThanOrEqual(20);
    expect(new Set(words).size).toBe(words.length);
  });

  it('mean the same on the page of concepts', () => {
    const ours = wordsOf(sectionOf('Words'));
    const concepts = readFileSync(join(root, 'docs/concepts.md'), 'utf8');
    const theirs = wordsOf(/^## The words\n[\s\S]*?(?=^## )/m.exec(concepts)?.[0] ?? '');

    expect(theirs.size).toBeGreaterThan(10);
    expect([...theirs].filter(([word, meaning]) => ours.get(word) !== meaning)).toEqual([]);
  });
});

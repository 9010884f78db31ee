import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { anchorsOf, root } from './markdown.ts';

const FOLDERS = ['bin', 'docs', 'lambdas', 'lib', 'test'];
const THIS = join('test', 'docs', 'citations.test.ts');

const isMarkdown = (name: string): boolean => name.endsWith('.md');
const inFolders = FOLDERS.flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
);
const files = [...readdirSync(root).filter(isMarkdown), ...inFolders]
  .filter((file) => /\.(?:ts|tsx|js|mjs|md)$/.test(file) && !file.includes('node_modules') && file !== THIS)
  .map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') }));

/** What a pattern finds, each with its place. */
const foundIn = (pattern: RegExp, from = files) =>
  from.flatMap(({ file, text }) =>
    [...text.matchAll(pattern)].map((match) => {
      const line = text.slice(0, match.index).split('\n').length;
      return { file, match, at: `${file}:${line}: ${match[0]}` };
    }),
  );

/** Whether a page of the repository is there, and the heading, where one is named. */
const isThere = (page: string, anchor: string | undefined): boolean =>
  existsSync(join(root, page)) && (anchor === undefined || !isMarkdown(page) || anchorsOf(page).has(anchor));

describe('what comments and pages cite', () => {
  it('names pages and headings that are there', () => {
    const citations = foundIn(/(?<![\w./-])((?:docs\/[\w-]+|[A-Z]+)\.md)(?:#([\w-]+))?/g);
    const lost = citations.filter(({ match: [, page = '', anchor] }) => !isThere(page, anchor));
    expect(lost.map(({ at }) => at)).toEqual([]);
    expect(citations.filter(({ file, match }) => !isMarkdown(file) && match[2]).length).toBeGreaterThan(50);
  });

  it('is nothing that a reader cannot open', () => {
    expect(foundIn(/\breference,? (?:sections? )?\d+/gi).map(({ at }) => at)).toEqual([]);
    expect(foundIn(/\b(?:DESIGN,? (?:section )?\d+|SPIKE\b|FLOCI-FX)/g).map(({ at }) => at)).toEqual([]);
    expect(foundIn(/\(['"`]\d+(?:\.\d+)?(?:, (?:\d+(?:\.\d+)?|choice))*: /g).map(({ at }) => at)).toEqual([]);
  });

  it('names the owner of a repository with each issue', () => {
    expect(foundIn(/(?<![\w./&-])[A-Za-z][\w.-]*#\d+(?![\w;-])/g).map(({ at }) => at)).toEqual([]);
    expect(foundIn(/#\d+(?:,| and) #\d+/g).map(({ at }) => at)).toEqual([]);
  });
});

describe('the pages', () => {
  const pages = files.filter(({ file }) => isMarkdown(file));

  it('name files of lib that are there', () => {
    const named = foundIn(/`(lib\/[\w./-]+\.ts)`/g, pages);
    expect(named.filter(({ match: [, path = ''] }) => !existsSync(join(root, path))).map(({ at }) => at)).toEqual([]);
    expect(named.length).toBeGreaterThan(50);
  });

  it('link to pages and headings that are there', () => {
    const links = foundIn(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)/g, pages);
    const lost = links.filter(({ file, match: [, to = '', anchor] }) => {
      const page = to === '' ? file : join(dirname(file), to);
      return !isThere(page, anchor);
    });
    expect(lost.map(({ at }) => at)).toEqual([]);
    expect(links.length).toBeGreaterThan(10);
  });

  it('define each link that they name, and name each that they define', () => {
    for (const { file, text } of pages) {
      const prose = text.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, '');
      const defined = [...prose.matchAll(/^\[([^\]]+)\]: /gm)].map(([, name]) => name);
      const named = [...prose.matchAll(/\[([^\]]+)\]\[([^\]]*)\]/g)].map(([, text = '', name]) =>
        (name || text).replace(/\s+/g, ' '),
      );
      expect([file, new Set(named)]).toEqual([file, new Set(defined)]);
    }
  });

  it('name files of the repository that are there', () => {
    const named = foundIn(
      /`((?:lib|test)\/[\w./-]+\.\w+)`/g,
      pages.filter(({ file }) => file === join('docs', 'cognito.md')),
    );
    expect(named.filter(({ match: [, file = ''] }) => !existsSync(join(root, file))).map(({ at }) => at)).toEqual([]);
    expect(named.length).toBeGreaterThan(10);
  });
});

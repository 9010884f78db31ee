import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The repository's folder. */
export const root = join(import.meta.dirname, '../..');

/** A TypeScript block of a page, and the file of the reader's project that its first line names. */
export interface Example {
  readonly file: string;
  readonly code: string;
}

/** The blocks of a page in a language, a pattern, in order. */
export const blocksOf = (page: string, language: string): readonly string[] =>
  [
    ...readFileSync(join(root, page), 'utf8').matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm')),
  ].map(([, code = '']) => code);

/** The TypeScript blocks of a page, JSX among them. */
export function examplesOf(page: string): readonly Example[] {
  return blocksOf(page, 'tsx?').map((code, index) => ({
    file: /^\/\/ ([\w./-]+\.tsx?)/.exec(code)?.[1] ?? `example-${index}.ts`,
    code,
  }));
}

/** The anchors that GitHub gives the headings of a page. */
export function anchorsOf(page: string): ReadonlySet<string> {
  const prose = readFileSync(join(root, page), 'utf8').replace(/^```[\s\S]*?^```/gm, '');
  const anchors = new Set<string>();
  for (const [, heading = ''] of prose.matchAll(/^#{1,6} (.+)$/gm)) {
    const anchor = heading
      .toLowerCase()
      .replace(/[^\p{L}\p{M}\p{N}_ -]/gu, '')
      .replaceAll(' ', '-');
    let free = anchor;
    for (let more = 1; anchors.has(free); more++) free = `${anchor}-${more}`;
    anchors.add(free);
  }
  return anchors;
}

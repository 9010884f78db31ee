import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll } from 'vitest';
import { root } from './markdown.ts';

/** A reader's project, made of a page's examples. */
export interface ExampleProject {
  readonly folder: string;
  write(file: string, code: string): void;
  /** What a file exports, as a reader's bundler makes it: `countersign/…` stands for this repository. */
  load(file: string): Promise<Record<string, unknown>>;
}

/** The module of this repository that stands behind a part of the package. */
const sourceOf = (part: string): string => {
  const module = join(root, 'lib', `${part}.ts`);
  return existsSync(module) ? module : join(root, 'lib', part, 'index.ts');
};

/** Opens a project in a folder of this repository, where packages are found. It is gone when the file's tests are over. */
export function openExampleProject(): ExampleProject {
  mkdirSync(join(root, '.countersign'), { recursive: true });
  const folder = mkdtempSync(join(root, '.countersign/example-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  return {
    folder,
    write(file, code) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), code);
    },
    async load(file) {
      const outfile = join(folder, 'out', `${file}.mjs`);
      await build({
        entryPoints: [join(folder, file)],
        outfile,
        bundle: true,
        format: 'esm',
        platform: 'node',
        external: ['node:*', 'aws-amplify', 'vitest'],
        plugins: [
          {
            name: 'countersign',
            setup: ({ onResolve }) =>
              onResolve({ filter: /^countersign\// }, ({ path }) => ({
                path: sourceOf(path.slice('countersign/'.length)),
              })),
          },
        ],
      });
      return import(pathToFileURL(outfile).href);
    },
  };
}

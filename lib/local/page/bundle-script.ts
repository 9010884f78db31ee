import { relative } from 'node:path';
import type { BuildFailure, BuildOptions } from 'esbuild';
import { loadEsbuild } from '../../constructs/load-esbuild.ts';

/** A script as a browser runs it, or why there is none, for a person to read. */
export type BundledScript = { readonly text: string } | { readonly problem: string };

/** One file a script, whatever it imports: nothing is left to be asked for when the sources have changed meanwhile. */
const OPTIONS = {
  bundle: true,
  format: 'esm',
  platform: 'browser',
  target: 'es2022',
  sourcemap: 'inline',
  outdir: 'page',
  write: false,
  logLevel: 'silent',
} as const satisfies BuildOptions;

/**
 * Bundles one TypeScript file of a page, in memory.
 *
 * @param source its absolute path
 * @returns the script; or what is wrong, each error with its line
 */
export async function bundleScript(source: string): Promise<BundledScript> {
  const shown = relative(process.cwd(), source);
  try {
    const esbuild = loadEsbuild(source);
    try {
      const { outputFiles } = await esbuild.build({ ...OPTIONS, entryPoints: [source] });
      if (outputFiles.some(({ path }) => path.endsWith('.css'))) {
        return { problem: `${shown} imports CSS: name it in the page instead, <link rel="stylesheet" href="…">.` };
      }
      return { text: outputFiles[0]?.text ?? '' };
    } catch (error) {
      const { errors } = error as Partial<BuildFailure>;
      if (errors === undefined) throw error;
      const messages = await esbuild.formatMessages(errors, { kind: 'error' });
      return { problem: `${shown} doesn't compile:\n\n${messages.join('\n').trim()}` };
    }
  } catch (error) {
    return { problem: `${shown} can't be bundled: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** A script that shows in the page what is wrong with the one that was asked for. */
export const problemScript = (problem: string): string => `const problem = ${JSON.stringify(problem)};
const show = () => {
  const shown = document.createElement('pre');
  shown.setAttribute('role', 'alert');
  Object.assign(shown.style, {
    position: 'fixed', inset: '0', margin: '0', padding: '1.5rem', overflow: 'auto', whiteSpace: 'pre-wrap',
    font: '14px/1.5 ui-monospace, monospace', background: 'Canvas', color: 'CanvasText',
  });
  shown.textContent = problem;
  document.body.replaceChildren(shown);
};
if (document.readyState === 'loading') addEventListener('DOMContentLoaded', show);
else show();
console.error(problem);
`;

import type { BuildOptions } from 'esbuild';

/** How a page's build tool bundles what a browser loads: small, and in parts that are loaded when they are needed. */
export const FOR_BROWSERS = {
  bundle: true,
  splitting: true,
  minify: true,
  format: 'esm',
  platform: 'browser',
  target: 'es2022',
  outdir: '/',
  write: false,
} as const satisfies BuildOptions;

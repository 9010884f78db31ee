import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { basename, join, relative, sep } from 'node:path';
import { INPUTS_SUFFIX } from '../protocol/bundle-inputs.ts';

const isOfPackage = (path: string): boolean => path.split(sep).includes('node_modules');

/**
 * Says beside a bundle which sources it was made of, packages left out: whoever runs the CDK app can watch them, wherever
 * they lie. Each entry has one list, which the next synth replaces.
 *
 * @param source the bundle's entry
 * @param into the folder that holds the bundle's own folder
 */
export function writeBundleInputs(source: string, into: string, inputs: readonly string[]): void {
  // Some of the bundler's inputs are no files.
  const files = inputs.filter((path) => !isOfPackage(path) && existsSync(path));
  const paths = files.map((path) => relative(into, path).split(sep).join('/'));
  const digest = createHash('sha256').update(source).digest('hex').slice(0, 12);
  const list = join(into, `${basename(source).replace(/\.\w+$/, '')}-${digest}${INPUTS_SUFFIX}`);
  const draft = `${list}.${process.pid}`;
  mkdirSync(into, { recursive: true });
  writeFileSync(draft, `${JSON.stringify(paths.sort(), null, 2)}\n`);
  renameSync(draft, list);
}

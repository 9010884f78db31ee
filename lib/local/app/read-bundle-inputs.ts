import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { BUNDLES_FOLDER, INPUTS_SUFFIX } from '../../protocol/bundle-inputs.ts';
import { listOf, textOf } from '../settings/json-values.ts';
import { readJson } from './read-json.ts';

/** The sources that the bundles of a cloud assembly were made of: absolute paths. None where nothing says it. */
export function readBundleInputs(assembly: string): ReadonlySet<string> {
  const folder = join(assembly, BUNDLES_FOLDER);
  const inputs = namesIn(folder)
    .filter((name) => name.endsWith(INPUTS_SUFFIX))
    .flatMap((name) => listOf(readList(join(folder, name))))
    .map(textOf)
    .filter((path) => path !== undefined);
  return new Set(inputs.map((path) => resolve(folder, path)));
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** What can't be read makes the watch narrower, and nothing wrong. */
function readList(file: string): unknown {
  try {
    return readJson(file);
  } catch {
    return [];
  }
}

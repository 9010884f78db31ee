import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { objectOf, textOf } from '../settings/json-values.ts';
import { UnresolvableValueError } from './errors.ts';
import type { StackResource } from './stack.ts';

/**
 * The folder that a function's code is in.
 *
 * @param inlineFolder where code that stands in the template itself is written to
 * @throws UnresolvableValueError where there is none on this machine
 */
export function codeFolderOf(resource: StackResource, inlineFolder: string): string {
  const code = objectOf(resource.property('Code'));
  const inline = textOf(code.ZipFile);
  if (inline !== undefined) return writeInline(inline, inlineFolder);
  const key = textOf(code.S3Key) ?? '';
  const { assets } = resource.stack.source;
  const folder = assets.get(key) ?? assets.get(key.replace(/^.*\//, '').replace(/\.zip$/, ''));
  if (folder === undefined) {
    throw new UnresolvableValueError(`its code is at ${key || 'AWS'}, which is no asset of the app`);
  }
  if (!existsSync(folder)) {
    throw new UnresolvableValueError(`its code is missing, ${folder}: build the app and synthesize it again`);
  }
  if (!statSync(folder).isDirectory()) {
    throw new UnresolvableValueError(`its code is a zip file, ${folder}, and only folders run here`);
  }
  return folder;
}

/** Lambda calls the file of inline code `index.js`. */
function writeInline(text: string, inlineFolder: string): string {
  const folder = join(inlineFolder, createHash('sha256').update(text).digest('hex').slice(0, 16));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{}\n');
  writeFileSync(join(folder, 'index.js'), text);
  return folder;
}

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LocalFunction } from '../model.ts';
import { listOf, numberOf, objectOf, textOf } from '../settings/json-values.ts';
import { AssemblyError, UnsupportedTemplateError } from './errors.ts';
import type { Identity } from './identity.ts';
import { attributeOfResource, referenceToResource } from './resource-values.ts';
import { runtimeNotes } from './runtime-notes.ts';
import type { StackResource } from './stack.ts';

export const FUNCTION_TYPE = 'AWS::Lambda::Function';
/** Lambda's defaults. */
const DEFAULT_MEMORY_MB = 128;
const DEFAULT_TIMEOUT_SECONDS = 3;

/** The ARN of a function of the template. */
export function functionArnOf(resource: StackResource, identity: Identity): string {
  return String(attributeOfResource(resource, 'Arn', identity));
}

/**
 * A function as its bundle would run in Lambda.
 *
 * @param inlineFolder where code that stands in the template itself is written to
 * @throws UnsupportedTemplateError for another runtime than Node.js
 * @throws AssemblyError where the bundle isn't there
 */
export function readFunction(resource: StackResource, identity: Identity, inlineFolder: string): LocalFunction {
  const runtime = textOf(resource.property('Runtime'));
  if (!runtime?.startsWith('nodejs')) {
    throw new UnsupportedTemplateError(
      `${describe(resource)} is a trigger of a user pool and runs on ${runtime ?? 'a container image'}; ` +
        'only Node.js functions run here.',
    );
  }
  return {
    logicalId: resource.logicalId,
    functionName: String(referenceToResource(resource, identity)),
    functionArn: functionArnOf(resource, identity),
    codeFolder: codeFolderOf(resource, inlineFolder),
    handler: textOf(resource.property('Handler')) ?? 'index.handler',
    environment: environmentOf(resource),
    memorySize: numberOf(resource.property('MemorySize')) ?? DEFAULT_MEMORY_MB,
    timeout: numberOf(resource.property('Timeout')) ?? DEFAULT_TIMEOUT_SECONDS,
    runtime,
  };
}

/** What of the function doesn't run here, or not as in Lambda. */
export function functionNotes(resource: StackResource): readonly string[] {
  const hasLayers = listOf(resource.property('Layers')).length > 0;
  return [
    ...(hasLayers ? [`${describe(resource)} has layers; they are not loaded here.`] : []),
    ...runtimeNotes(textOf(resource.property('Runtime')) ?? ''),
  ];
}

function environmentOf(resource: StackResource): Record<string, string> {
  const variables = objectOf(objectOf(resource.property('Environment')).Variables);
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, String(value)]));
}

function codeFolderOf(resource: StackResource, inlineFolder: string): string {
  const code = objectOf(resource.property('Code'));
  const inline = textOf(code.ZipFile);
  if (inline !== undefined) return writeInline(inline, inlineFolder);
  const key = textOf(code.S3Key) ?? '';
  const folder = resource.stack.source.assets.get(key.replace(/^.*\//, '').replace(/\.zip$/, ''));
  if (folder === undefined) {
    throw new AssemblyError(`${describe(resource)} has its code at ${key || 'AWS'}, which is no asset of the app.`);
  }
  if (!existsSync(folder)) {
    throw new AssemblyError(
      `The code of ${describe(resource)} is missing: ${folder}. Build the app and synthesize it again.`,
    );
  }
  if (!statSync(folder).isDirectory()) {
    throw new UnsupportedTemplateError(
      `The code of ${describe(resource)} is a zip file; only folders run here: ${folder}.`,
    );
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

function describe({ logicalId, stack }: StackResource): string {
  return `the function ${logicalId} of the stack ${stack.source.stackName}`;
}

import { isAbsolute, join } from 'node:path';
import { isRecord } from '../../protocol/is-record.ts';
import { type JsonObject, listOf, objectOf, textOf } from '../settings/json-values.ts';
import type { DeployTarget } from './deploy-target.ts';
import { AssemblyError } from './errors.ts';
import { jsonProblem, readJson } from './read-json.ts';
import type { StackSource } from './stack.ts';

/**
 * Reads the stacks that a CDK app wrote, those of its stages included.
 *
 * @throws AssemblyError where the folder holds no cloud assembly, or an unfinished one
 */
export function readCloudAssembly(folder: string, target: DeployTarget): readonly StackSource[] {
  const manifest = readPart(join(folder, 'manifest.json'), 'the folder holds no cloud assembly');
  const missing = listOf(manifest.missing).map((entry) => textOf(objectOf(entry).key) ?? 'an unnamed value');
  if (missing.length > 0) {
    throw new AssemblyError(
      `The app looks up values at AWS that aren't known yet: ${missing.join(', ')}. ` +
        'Run "npx cdk synth" once with AWS credentials, so that cdk.context.json keeps them.',
    );
  }
  const artifacts = Object.entries(objectOf(manifest.artifacts)).filter(([, artifact]) => isRecord(artifact));
  const assets = new Map<string, string>();
  for (const [, artifact] of artifacts) {
    const { type, properties } = objectOf(artifact);
    if (type !== 'cdk:asset-manifest') continue;
    const file = join(folder, String(objectOf(properties).file));
    for (const [hash, asset] of Object.entries(objectOf(readPart(file, 'an asset manifest is missing').files))) {
      const { source, destinations } = objectOf(asset);
      const path = textOf(objectOf(source).path);
      if (path === undefined) continue;
      // A synthesizer of the app's own may put what it likes around the hash.
      const keys = Object.values(objectOf(destinations)).map((each) => textOf(objectOf(each).objectKey) ?? hash);
      for (const key of [hash, ...keys]) assets.set(key, isAbsolute(path) ? path : join(folder, path));
    }
  }
  return artifacts.flatMap(([artifactId, artifact]): readonly StackSource[] => {
    const { type, properties, environment } = objectOf(artifact);
    const { templateFile, stackName, directoryName } = objectOf(properties);
    if (type === 'cdk:cloud-assembly') return readCloudAssembly(join(folder, String(directoryName)), target);
    if (type !== 'aws:cloudformation:stack') return [];
    const [, accountId = '', region = ''] = /^aws:\/\/([^/]*)\/([^/]*)$/.exec(String(environment)) ?? [];
    return [
      {
        stackName: textOf(stackName) ?? artifactId,
        region: region === '' || region === 'unknown-region' ? target.region : region,
        accountId: accountId === '' || accountId === 'unknown-account' ? target.accountId : accountId,
        template: readTemplate(join(folder, String(templateFile))),
        assets,
      },
    ];
  });
}

/**
 * Reads a template that a stack names.
 *
 * @throws AssemblyError where it isn't there, or no JSON
 */
export const readTemplate = (file: string): JsonObject => readPart(file, 'a template is missing');

function readPart(file: string, problem: string): JsonObject {
  let content: unknown;
  try {
    content = readJson(file);
  } catch (cause) {
    throw new AssemblyError(`${jsonProblem(file, cause)}. Synthesize the app again.`, { cause });
  }
  if (!isRecord(content)) throw new AssemblyError(`${file} can't be read: ${problem}. Synthesize the app again.`);
  return content;
}

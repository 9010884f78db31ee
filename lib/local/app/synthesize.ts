import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { BUNDLES_FOLDER } from '../../protocol/bundle-inputs.ts';
import type { LocalApp } from '../model.ts';
import { objectOf, textOf } from '../settings/json-values.ts';
import { folderFault } from '../storage-fault.ts';
import { amplifyPreset } from './amplify-preset.ts';
import { readCloudAssembly } from './cloud-assembly.ts';
import type { DeployTarget } from './deploy-target.ts';
import { AppNotFoundError, AssemblyError } from './errors.ts';
import type { GivenValues } from './given-values.ts';
import { readIdentity } from './identity.ts';
import { makeLambdasStack } from './make-lambdas-stack.ts';
import { pruneAssets } from './prune-assets.ts';
import { readApp } from './read-app.ts';
import { mergeGivenValues, readGivenFile } from './read-given-file.ts';
import { jsonProblem, readJson } from './read-json.ts';
import { runCdkApp } from './run-cdk-app.ts';
import type { StackSource } from './stack.ts';

/** What is synthesized, and for where. */
export interface SynthesizeOptions {
  /** The project's folder; of a CDK app the one where its cdk.json is. */
  readonly directory: string;
  /**
   * How the CDK app is run, or a folder with a cloud assembly that is already written.
   *
   * @default - `app` of cdk.json; else, of an Amplify Gen 2 app, tsx amplify/backend.ts
   */
  readonly app?: string;
  /**
   * A folder with a flow, `sign-in.ts`, instead of a CDK app: it runs on the pool that `CustomAuth` makes by default.
   *
   * @default - none: the CDK app
   */
  readonly lambdas?: string;
  /** Values that only a deployment would tell, over those of the directory's countersign.local.json. @default {} */
  readonly given?: GivenValues | undefined;
  /** @default 'us-east-1' */
  readonly region?: string;
  /** @default '123456789012' */
  readonly accountId?: string;
  /**
   * Where the cloud assembly is written, and the made-up ids and secrets are kept.
   *
   * @default - `.countersign` in the directory
   */
  readonly folder?: string;
  /**
   * How long the app may take, in milliseconds.
   *
   * @default 120_000
   */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** AWS's own placeholder. */
const DEFAULT_ACCOUNT_ID = '123456789012';
const DEFAULT_REGION = 'us-east-1';
const DEFAULT_TIMEOUT_MS = 120_000;

/**
 * Synthesizes the CDK app and reads from its templates what the local pool runs. No network, no credentials.
 *
 * @throws AppNotFoundError where nothing says how to run an app
 * @throws AppFailedError with the app's own message: the flow doesn't check, a type error
 * @throws AssemblyError, UnresolvableValueError where the template can't run here; UnsupportedTemplateError where it makes no pool
 * @throws GivenValueError where a value was given for what the app doesn't have
 * @throws StorageError where the folder can't be written
 *
 * @example
 * const app = await synthesizeLocalApp({ directory: process.cwd() });
 * app.pools[0]?.userPoolId; // us-east-1_…
 */
export async function synthesizeLocalApp(options: SynthesizeOptions): Promise<LocalApp> {
  const directory = resolve(options.directory);
  const folder = folderOf(options);
  const target: DeployTarget = {
    region: options.region ?? DEFAULT_REGION,
    accountId: options.accountId ?? DEFAULT_ACCOUNT_ID,
  };
  const { lambdas } = options;
  const given = mergeGivenValues(readGivenFile(directory), options.given ?? {});
  const preset = (options.app ?? lambdas) === undefined ? amplifyPreset(directory) : undefined;
  const { app = lambdas ?? preset?.command ?? appOf(directory) } = options;
  prepareFolder(folder);
  const identity = readIdentity(projectName(directory), folder);
  const stacks =
    lambdas === undefined
      ? await stacksOfCdkApp(app, target, options)
      : [await stackOfFolder(resolve(directory, lambdas), target, { ...options, given })];
  const read = readApp(stacks, { target, identity, given }, folder);
  return preset ? { ...read, notes: [preset.note, ...(read.notes ?? [])] } : read;
}

const folderOf = ({ directory, folder = '.countersign' }: Pick<SynthesizeOptions, 'directory' | 'folder'>): string =>
  resolve(directory, folder);

/** Where the app's own run writes its cloud assembly. */
export const assemblyFolder = (options: Pick<SynthesizeOptions, 'directory' | 'folder'>): string =>
  join(folderOf(options), 'cdk.out');

async function stacksOfCdkApp(
  app: string,
  target: DeployTarget,
  options: SynthesizeOptions,
): Promise<readonly StackSource[]> {
  const { directory, timeoutMs = DEFAULT_TIMEOUT_MS, signal } = options;
  const given = resolve(directory, app);
  if (isFolder(given)) return readCloudAssembly(given, target);
  const own = assemblyFolder(options);
  const before = writtenAt(own);
  await runCdkApp({ command: app, directory: resolve(directory), output: own, target, timeoutMs, signal });
  if (writtenAt(own) === before) {
    throw new AssemblyError(
      `The CDK app "${app}" ended well and wrote no cloud assembly to ${own}. Does it run an App of aws-cdk-lib, and ` +
        'leave `outdir` to the CDK?',
    );
  }
  const stacks = readCloudAssembly(own, target);
  prune(own, 'asset.', stacks);
  return stacks;
}

/** When a cloud assembly was last written: each run writes its manifest anew. */
const writtenAt = (assembly: string): bigint | undefined =>
  statSync(join(assembly, 'manifest.json'), { bigint: true, throwIfNoEntry: false })?.mtimeNs;

async function stackOfFolder(lambdas: string, target: DeployTarget, options: SynthesizeOptions): Promise<StackSource> {
  const into = join(assemblyFolder(options), BUNDLES_FOLDER);
  const stack = await makeLambdasStack(
    { lambdas, into, target, environment: options.given?.environment },
    options.signal,
  );
  prune(into, '', [stack]);
  return stack;
}

const prune = (folder: string, prefix: string, stacks: readonly StackSource[]): void =>
  pruneAssets(folder, prefix, new Set(stacks.flatMap(({ assets }) => [...assets.values()])), Date.now());

function appOf(directory: string): string {
  const file = join(directory, 'cdk.json');
  let configuration: unknown;
  try {
    configuration = readJson(file);
  } catch (cause) {
    throw new AppNotFoundError(`${jsonProblem(file, cause)}.`, { cause });
  }
  const app = textOf(objectOf(configuration).app);
  if (app !== undefined) return app;
  const problem = configuration === undefined ? `There is no ${file}` : `${file} names no "app"`;
  throw new AppNotFoundError(
    `${problem}. Start in the folder of a CDK app, say how to run one (--app "node bin/app.ts"), or name a folder that holds ` +
      'a flow, sign-in.ts: countersign local lambdas.',
  );
}

/** Keeps git from what is written here, and Node from taking the project's `"type": "module"` for the bundles'. */
function prepareFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    for (const [name, content] of [
      ['.gitignore', '*\n'],
      ['package.json', '{}\n'],
    ] as const) {
      if (!existsSync(join(folder, name))) writeFileSync(join(folder, name), content);
    }
  } catch (cause) {
    throw folderFault(folder, cause) ?? cause;
  }
}

function projectName(directory: string): string {
  try {
    return textOf(objectOf(readJson(join(directory, 'package.json'))).name) ?? basename(directory);
  } catch {
    return basename(directory);
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

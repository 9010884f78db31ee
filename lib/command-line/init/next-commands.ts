import { posix } from 'node:path';
import type { CdkApp } from './cdk-app.ts';
import type { FrontEnd } from './front-end.ts';
import { installCommand } from './package-manager.ts';
import type { PackageSpec } from './package-spec.ts';
import type { ProjectFacts } from './project-facts.ts';

/** A command to run next, and why. */
export interface NextCommand {
  readonly command: string;
  readonly about?: string;
}

/** Whether the sign-in is deployed by the CDK app that is there. */
const isDeployedBy = (cdk: CdkApp | undefined): boolean => typeof cdk?.language === 'string';

/** The command that runs the flow here, and tells the front end its ids where it reads them from a file. */
export function localCommand(cdk: CdkApp | undefined, frontEnd?: FrontEnd): string {
  const environment = frontEnd && frontEnd.kind !== 'plain' && posix.join(frontEnd.folder, '.env.local');
  return ['npx countersign local', !isDeployedBy(cdk) && 'lambdas', environment && `--write-env ${environment}`]
    .filter(Boolean)
    .join(' ');
}

/** The commands that lead on from `init`, in their order. */
export function nextCommands(facts: ProjectFacts, spec: PackageSpec, installs: boolean): readonly NextCommand[] {
  const { cdk, frontEnds } = facts;
  return [
    ...[...(installs ? [] : installHere(facts, spec)), ...installInFrontEnd(facts, spec)].map((command) => ({
      command,
    })),
    {
      command: localCommand(cdk, frontEnds.length === 1 ? frontEnds[0] : undefined),
      about: 'runs the sign-in here, with no AWS account',
    },
    {
      command: 'npx countersign sign-in alice@example.com',
      about: 'in a second terminal; the code stands in the first',
    },
    ...(isDeployedBy(cdk)
      ? [{ command: 'npx cdk deploy', about: 'once `from` is an address that Amazon SES has verified' }]
      : []),
  ];
}

function installHere({ manifest, packageManager, isInstalled }: ProjectFacts, spec: PackageSpec): readonly string[] {
  const target = { folder: '.', isWorkspace: false, hasWorkspaces: manifest?.hasWorkspaces === true };
  const isMissing = (name: string): boolean => manifest?.dependencies.has(name) === false;
  const commands = [
    ...(isMissing('countersign') ? [installCommand(packageManager, spec.argument, target)] : []),
    ...(isMissing('esbuild') ? [installCommand(packageManager, 'esbuild', target, true)] : []),
  ];
  return commands.length > 0 || isInstalled ? commands : [`${packageManager} install`];
}

/** A front end with packages of its own is built from those. */
function installInFrontEnd(facts: ProjectFacts, spec: PackageSpec): readonly string[] {
  const [frontEnd, another] = facts.frontEnds;
  if (!frontEnd?.manifest || another || frontEnd.manifest.dependencies.has('countersign')) return [];
  const isWorkspace = facts.manifest?.hasWorkspaces === true;
  const target = { folder: frontEnd.folder, isWorkspace, hasWorkspaces: false };
  return [installCommand(facts.packageManager, spec.argument, target)];
}

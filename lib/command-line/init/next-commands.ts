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
  return ['npx countersign local', !isDeployedBy(cdk) && 'lambdas', environment && `--env-file ${environment}`]
    .filter(Boolean)
    .join(' ');
}

/** The commands that lead on from `init`, in their order. */
export function nextCommands(facts: ProjectFacts, spec: PackageSpec, installs: boolean): readonly NextCommand[] {
  const { cdk, frontEnds } = facts;
  return [
    ...(installs ? [] : installCommands(facts, spec)),
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

function installCommands({ manifest, packageManager, isInstalled, frontEnds }: ProjectFacts, spec: PackageSpec) {
  const missing = (manifest ? (['countersign', 'esbuild'] as const) : []).filter(
    (name) => !manifest?.dependencies.has(name),
  );
  const here = { folder: '.', isWorkspace: false, hasWorkspaces: manifest?.hasWorkspaces === true };
  const commands = missing.map((name) =>
    installCommand(packageManager, name === 'countersign' ? spec.argument : name, here, name === 'esbuild'),
  );
  if (missing.length === 0 && !isInstalled) commands.push(`${packageManager} install`);
  const [frontEnd] = frontEnds;
  if (frontEnd?.manifest && frontEnds.length === 1 && !frontEnd.manifest.dependencies.has('countersign')) {
    const there = { folder: frontEnd.folder, isWorkspace: here.hasWorkspaces, hasWorkspaces: false };
    commands.push(installCommand(packageManager, spec.argument, there));
  }
  return commands.map((command): NextCommand => ({ command }));
}

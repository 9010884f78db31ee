import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isFirst, tell, told } from '../support/once-a-run.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const modules = join(repository, 'node_modules');

/** Files of a project by their paths. */
export type Files = Readonly<Record<string, string>>;

/** The environment of a terminal of this machine, with the Node.js that runs these tests, and none of the repository's packages. */
export function outsideEnvironment(): Record<string, string | undefined> & { readonly PATH: string } {
  // What npm told these tests, and vitest their process, is not for what they start.
  const outside = Object.entries(process.env).filter(([name]) => !/^(?:npm_|VITEST|NODE_ENV$|TEST$)/i.test(name));
  const path = (process.env.PATH ?? '').split(delimiter).filter((each) => !each.startsWith(repository));
  return { ...Object.fromEntries(outside), PATH: [dirname(process.execPath), ...path].join(delimiter) };
}

/** Runs a program and gives what it printed; throws with all of that if it fails. */
export function run(cwd: string, program: string, ...args: readonly string[]): string {
  const outside = outsideEnvironment();
  try {
    const env = { ...outside, PATH: `${join(modules, '.bin')}:${outside.PATH}` };
    return execFileSync(program, args, { cwd, encoding: 'utf8', stdio: 'pipe', env });
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    throw new Error(`${program} ${args.join(' ')} fails:\n${stdout ?? ''}${stderr ?? ''}`, { cause: error });
  }
}

/** A folder that goes with the tests' process. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-package-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Builds the package as `npm run build` does, but beside the repository, and packs it: once a run. Gives the tarball's path. */
export function packPackage(): string {
  if (!isFirst('package')) return told('package');
  let tarball = '';
  try {
    tarball = pack();
  } finally {
    tell('package', tarball);
  }
  return tarball;
}

function pack(): string {
  // It goes with the run, and not with the worker that made it.
  const folder = mkdtempSync(join(tmpdir(), 'countersign-packed-'));
  run(repository, 'node', 'build/package.ts', join(folder, 'dist'));
  for (const file of [
    'package.json',
    'README.md',
    'LICENSE',
    'CHANGELOG.md',
    'SECURITY.md',
    'CONTRIBUTING.md',
    'docs',
  ]) {
    if (existsSync(join(repository, file))) cpSync(join(repository, file), join(folder, file), { recursive: true });
  }
  const [{ filename }] = JSON.parse(run(folder, 'npm', 'pack', '--ignore-scripts', '--json')) as [{ filename: string }];
  return join(folder, filename);
}

/** Writes a project's files. */
function writeFiles(project: string, files: Files): void {
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(dirname(join(project, file)), { recursive: true });
    writeFileSync(join(project, file), content);
  }
}

/** Links packages of the repository into a project that hasn't got them. */
function linkPackages(project: string, names: readonly string[]): void {
  for (const name of names) {
    const link = join(project, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    if (!existsSync(link)) symlinkSync(join(modules, name), link);
  }
}

/** Puts the tarball into a project: the package itself unpacked, what it depends on linked from here. */
export function makeProject(tarball: string, files: Files): string {
  const project = temporaryFolder();
  const installed = join(project, 'node_modules', 'countersign');
  mkdirSync(installed, { recursive: true });
  run(project, 'tar', '-xzf', tarball, '-C', installed, '--strip-components=1');
  linkPackages(
    project,
    readdirSync(modules).filter((name) => !name.startsWith('.')),
  );
  writeFiles(project, files);
  return project;
}

/**
 * Has npm install the tarball into a project beside other packages, from the registry. aws-cdk-lib is linked from here:
 * it is large, and the same.
 */
export function installProject(tarball: string, packages: readonly string[], files: Files): string {
  const project = temporaryFolder();
  writeFiles(project, files);
  const flags = ['--no-audit', '--no-fund', '--ignore-scripts', '--prefer-offline', '--loglevel=error'];
  run(project, 'npm', 'install', '--save-exact', ...flags, tarball, ...packages);
  linkPackages(project, ['aws-cdk-lib', 'constructs', '@types/node']);
  return project;
}

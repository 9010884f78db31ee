import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const modules = join(repository, 'node_modules');

/** Runs a program and gives what it printed; throws with all of that if it fails. */
export function run(cwd: string, program: string, ...args: readonly string[]): string {
  const path = `${join(modules, '.bin')}:${dirname(process.execPath)}:${process.env.PATH ?? ''}`;
  try {
    return execFileSync(program, args, { cwd, encoding: 'utf8', stdio: 'pipe', env: { ...process.env, PATH: path } });
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

/** Builds the package as `npm run build` does, but beside the repository, and packs it. Gives the tarball's path. */
export function packPackage(): string {
  const folder = temporaryFolder();
  run(repository, 'tsc', '-p', 'tsconfig.build.json', '--outDir', join(folder, 'dist'));
  for (const file of ['package.json', 'README.md', 'LICENSE', 'CHANGELOG.md', 'SECURITY.md']) {
    if (existsSync(join(repository, file))) cpSync(join(repository, file), join(folder, file));
  }
  const [packed] = JSON.parse(run(folder, 'npm', 'pack', '--ignore-scripts', '--json')) as [{ filename: string }];
  return join(folder, packed.filename);
}

/** Installs the tarball into a project: the package itself unpacked, what it depends on linked from here. */
export function makeProject(tarball: string, files: Readonly<Record<string, string>>): string {
  const project = temporaryFolder();
  const installed = join(project, 'node_modules', 'countersign');
  mkdirSync(installed, { recursive: true });
  run(project, 'tar', '-xzf', tarball, '-C', installed, '--strip-components=1');
  for (const name of readdirSync(modules)) {
    if (!name.startsWith('.')) symlinkSync(join(modules, name), join(project, 'node_modules', name));
  }
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(dirname(join(project, file)), { recursive: true });
    writeFileSync(join(project, file), content);
  }
  return project;
}

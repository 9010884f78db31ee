import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, parse, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FailedError } from '../errors.ts';
import { compile, findCompiler } from './compiler.ts';
import { renderDeclaration } from './render-declaration.ts';

/**
 * Writes a module's flows as a declaration that stands alone, but for the types of `countersign/flow`.
 *
 * The compiler itself writes the types out: it declares a module whose only export is inferred from the flows. That
 * works with every compiler there is; TypeScript 7 has no lasting programming interface yet.
 *
 * @param source absolute path
 * @param name what errors call it
 * @throws UsageError if there is no flow in it; FailedError if it doesn't compile
 */
export async function declareFlows(source: string, name: string): Promise<string> {
  const compiler = findCompiler(source);
  // The project's own settings decide how its modules are found.
  const configuration = findUpwards(dirname(source), 'tsconfig.json');
  const project = dirname(configuration ?? source);
  const folder = makeFolder(project);
  try {
    const entry = join(folder, 'flows.ts');
    const output = join(folder, 'out');
    writeFileSync(entry, entryFor(source));
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: moduleTypeOf(source) }));
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(configurationFor(configuration, output)));
    const complaints = await compile(compiler, join(folder, 'tsconfig.json'), project);
    if (complaints) throw new FailedError(`${name} doesn't compile:\n${complaints}`);
    const emitted = join(output, relative(parse(entry).root, dirname(entry)), 'flows.d.ts');
    return renderDeclaration(readFileSync(emitted, 'utf8'), basename(source));
  } finally {
    rmSync(folder, { recursive: true, force: true });
    removeIfEmpty(dirname(folder));
  }
}

/** The file of that name in a folder, or in the nearest one above it. */
function findUpwards(folder: string, name: string): string | undefined {
  const path = join(folder, name);
  if (existsSync(path)) return path;
  return dirname(folder) === folder ? undefined : findUpwards(dirname(folder), name);
}

/**
 * Whether Node takes a file for an ES module. What imports it must be the same: above it stands what the local pool wrote,
 * which is no package of the project's.
 */
function moduleTypeOf(file: string): 'module' | 'commonjs' {
  const [, own] = /\.([mc])[jt]s$/.exec(file) ?? [];
  if (own !== undefined) return own === 'm' ? 'module' : 'commonjs';
  const path = findUpwards(dirname(file), 'package.json');
  return path !== undefined && JSON.parse(readFileSync(path, 'utf8')).type === 'module' ? 'module' : 'commonjs';
}

/** Inside the project, so that its packages are found; in the folder that every user of the local pool ignores. */
function makeFolder(project: string): string {
  const parent = join(project, '.countersign');
  mkdirSync(parent, { recursive: true });
  return mkdtempSync(join(parent, 'types-'));
}

function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // The local pool keeps its users there.
  }
}

/** The source, or in the package what is declared as CommonJS: ES modules can import that too. */
const ownModule = (path: string): string => {
  const file = import.meta.url.endsWith('.ts') ? `${path}.ts` : `cjs/${path}.js`;
  return fileURLToPath(new URL(`../../../${file}`, import.meta.url));
};

// The names imported here are those that the compiler can print.
const entryFor = (source: string): string => `
import type { Challenge, ChallengeAsk, ChoiceAsk, Flow, PasswordAsk } from ${JSON.stringify(ownModule('lib/flow/index'))};
import { portable } from ${JSON.stringify(ownModule('lib/command-line/types/portable'))};
import * as source from ${JSON.stringify(source)};
export const flows = portable(source);
`;

function configurationFor(configuration: string | undefined, output: string) {
  const standalone = { target: 'ES2024', module: 'NodeNext', strict: true };
  return {
    ...(configuration && { extends: configuration }),
    files: ['flows.ts'],
    include: [],
    references: [],
    compilerOptions: {
      ...(configuration === undefined && standalone),
      allowImportingTsExtensions: true,
      rewriteRelativeImportExtensions: false,
      declaration: true,
      declarationMap: false,
      emitDeclarationOnly: true,
      noEmit: false,
      noEmitOnError: true,
      composite: false,
      incremental: false,
      // null takes back what the project says.
      tsBuildInfoFile: null,
      mapRoot: null,
      outFile: null,
      isolatedDeclarations: false,
      stripInternal: false,
      noUnusedLocals: false,
      skipLibCheck: true,
      newLine: 'lf',
      rootDir: parse(output).root,
      outDir: output,
      declarationDir: output,
    },
  };
}

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { Command } from 'commander';
import { sourceFile } from './source-file.ts';
import { note, print, type Terminal } from './terminal.ts';

const EXAMPLES = `
The declaration names the challenges, their parameters and answers, and imports nothing but countersign/flow.
It is made by the project's own TypeScript (5.9 or newer). A flow signIn gives the type SignIn.

Examples:
  $ countersign types lambdas/sign-in.ts -o web/sign-in.d.ts
  $ countersign types lambdas/sign-in.ts > sign-in.d.ts

In the front end:
  import type { SignIn } from './sign-in.d.ts';
  const auth = createAuthClient<SignIn>({ … });`;

/** `countersign types`: writes the declaration of a flow that a front end imports instead of server source. */
export const typesCommand = (terminal: Terminal): Command =>
  new Command('types')
    .description("write a flow's types for a front end, without server source")
    .argument('<file>', 'the module that exports the flow')
    .option('-o, --out <file>', 'where to write the declaration (default: print it)')
    .addHelpText('after', EXAMPLES)
    .action((file: string, { out }: { out?: string }) => writeTypes(terminal, file, out));

async function writeTypes(terminal: Terminal, file: string, out: string | undefined): Promise<void> {
  const { declareFlows } = await import('./types/declare-flows.ts');
  const declaration = await declareFlows(sourceFile(terminal.folder, file), file);
  if (out === undefined) {
    print(terminal, declaration.trimEnd());
    return;
  }
  const path = resolve(terminal.folder, out);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, declaration);
  note(terminal, `wrote ${relative(terminal.folder, path)}`);
}

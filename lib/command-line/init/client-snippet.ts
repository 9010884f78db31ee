import { posix } from 'node:path';
import type { FlowFile } from './flow-file.ts';
import type { FrontEnd } from './front-end.ts';

/** How each kind of front end gets to know a value that is not the same everywhere. */
const VALUES: Readonly<Record<FrontEnd['kind'], (name: string, example: string) => string>> = {
  vite: (name) => `import.meta.env.VITE_${name}`,
  // Spelled out: Next.js replaces these very words.
  next: (name) => `process.env.NEXT_PUBLIC_${name} ?? ''`,
  plain: (_name, example) => `'${example}'`,
};

/** The file that makes a front end's client: its path from the project. */
export const snippetPath = ({ codeFolder, language }: FrontEnd): string =>
  posix.join(codeFolder, language === 'TypeScript' ? 'sign-in.ts' : 'sign-in.js');

/**
 * Writes the client of a front end, typed by the flow.
 *
 * @param local the command that runs the flow here, and tells the front end its ids
 */
export function clientSnippet(frontEnd: FrontEnd, flow: FlowFile, local: string): string {
  const value = VALUES[frontEnd.kind];
  const lines = [
    ...imports(frontEnd, flow),
    '',
    `// ${frontEnd.kind === 'plain' ? 'Put in what this prints' : 'This sets them'}: ${local}`,
    '// For a deployed user pool they are what its deploy printed, and there is no endpoint.',
    `const userPoolId = ${value('USER_POOL_ID', 'us-east-1_Example01')};`,
    `const clientId = ${value('USER_POOL_CLIENT_ID', 'exampleclientid')};`,
    `const endpoint = ${value('USER_POOL_ENDPOINT', 'http://localhost:9339')};`,
    '',
    ...client(frontEnd, flow),
    '',
    ...(flow.isHello
      ? conversation(frontEnd)
      : ['// let step = await auth.signIn({ username }), then step.name says what to ask the user.']),
  ];
  return `${lines.join('\n')}\n`;
}

const isTyped = ({ language }: FrontEnd): boolean => language === 'TypeScript';

/** In quotes. A type may be imported by its source's own name, whatever the project's settings. */
function importPath({ codeFolder }: FrontEnd, { path }: FlowFile): string {
  const relative = posix.relative(codeFolder, path);
  return relative.startsWith('.') ? `'${relative}'` : `'./${relative}'`;
}

function imports(frontEnd: FrontEnd, flow: FlowFile): readonly string[] {
  const typed = isTyped(frontEnd);
  return [
    ...(frontEnd.kind === 'plain'
      ? [
          '// A page without a bundler takes this file bundled: npx esbuild sign-in.js --bundle --format=esm --outfile=…',
        ]
      : []),
    ...(typed && frontEnd.kind === 'vite' && !frontEnd.knowsViteTypes ? ['/// <reference types="vite/client" />'] : []),
    "import { createAuthClient } from 'countersign/client';",
    ...(typed && flow.exported ? [`import type { ${flow.exported} } from ${importPath(frontEnd, flow)};`] : []),
  ];
}

function client(frontEnd: FrontEnd, flow: FlowFile): readonly string[] {
  const config = '{ userPoolId, clientId, ...(endpoint && { endpoint }) }';
  const { exported } = flow;
  if (!exported) return [`export const auth = createAuthClient(${config});`];
  if (isTyped(frontEnd)) {
    const type = exported === 'SignIn' ? 'SignIn' : `typeof ${exported}`;
    return [`export const auth = createAuthClient<${type}>(${config});`];
  }
  const type = `${exported === 'SignIn' ? '' : 'typeof '}import(${importPath(frontEnd, flow)}).${exported}`;
  return [
    `/** @type {import('countersign/client').AuthClient<${type}>} */`,
    `export const auth = createAuthClient(${config});`,
  ];
}

function conversation(frontEnd: FrontEnd): readonly string[] {
  const typed = isTyped(frontEnd);
  const parameters = typed ? 'username: string, ask: (question: string) => Promise<string>' : 'username, ask';
  return [
    '/**',
    ' * Signs a user in, and gives the tokens.',
    ' *',
    typed
      ? ' * @param ask shows the user a question, and gives the answer'
      : ' * @param {string} username\n * @param {(question: string) => Promise<string>} ask shows the user a question, and gives the answer',
    ' */',
    `export async function signIn(${parameters}) {`,
    '  let step = await auth.signIn({ username });',
    "  while (step.name === 'emailOtp') {",
    `    step = await step.answer(await ask(\`The code sent to \${step.parameters.deliveredTo}\`));`,
    '  }',
    '  return step.tokens;',
    '}',
  ];
}

import type { SourceFile } from './cdk-app.ts';

/** The lines of CDK that deploy the sign-in. */
export interface StackLines {
  /** Among the imports. */
  readonly importLine: string;
  /** In the stack's constructor. */
  readonly statements: readonly string[];
}

/** How the code of a stack is written. */
interface Style {
  readonly quote: string;
  readonly semicolon: string;
  readonly requires: boolean;
  /** How the file calls `CfnOutput`. */
  readonly output: string;
}

/**
 * The lines, for a file that imports `aws-cdk-lib` as `cdk`.
 *
 * @param requires whether the app's modules are CommonJS in JavaScript
 */
export const stackLines = (requires: boolean): StackLines =>
  linesIn({ quote: "'", semicolon: ';', requires, output: 'cdk.CfnOutput' });

function linesIn({ quote: q, semicolon, requires, output }: Style): StackLines {
  const source = `${q}countersign/constructs${q}`;
  return {
    importLine: `${requires ? `const { CustomAuth } = require(${source})` : `import { CustomAuth } from ${source}`}${semicolon}`,
    statements: [
      `const auth = new CustomAuth(this, ${q}SignIn${q}, { lambdas: ${q}lambdas${q}, email: { from: ${q}no-reply@example.com${q} } })${semicolon} ` +
        '// before a deploy: an address verified in SES',
      `new ${output}(this, ${q}UserPoolAndClientId${q}, ` +
        `{ value: \`\${auth.userPool.userPoolId} \${auth.userPoolClient.userPoolClientId}\` })${semicolon}`,
    ],
  };
}

/** The files that declare a stack. */
export const stackFilesOf = (sources: readonly SourceFile[]): readonly SourceFile[] =>
  sources.filter(({ text }) => STACK_CLASS.test(text));

/** The file that has the construct already. */
export const fileWithConstruct = (sources: readonly SourceFile[]): SourceFile | undefined =>
  sources.find(({ text }) => /\bnew (\w+\.)?CustomAuth\(/.test(text));

const STACK_CLASS = /^(?:export )?(?:default )?class \w+ extends (?:\w+\.)?Stack\b/m;
const SUPER_CALL = /^([ \t]*)super\(\w+, ?\w+, ?\w+\);?[ \t]*$/gm;
const IMPORT = /^import\b[^;'"]*['"][^'"\n]+['"]\)?(;?).*$/gm;
const REQUIRE = /^const\b[^;='"]*=\s*require\(['"][^'"\n]+['"]\)(;?).*$/gm;
/** Names that the lines bring in. */
const NEW_NAMES = /\bauth\b|['"](?:SignIn|UserPoolAndClientId)['"]/;

/**
 * Puts the lines into a stack's file, in the file's own style.
 *
 * @returns undefined where it isn't plain that they are right there
 */
export function insertIntoStack(text: string): string | undefined {
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const source = text.replaceAll('\r\n', '\n');
  const calls = [...source.matchAll(SUPER_CALL)];
  const classes = source.match(new RegExp(STACK_CLASS, 'gm')) ?? [];
  const [call] = calls;
  if (!call || calls.length > 1 || classes.length > 1 || NEW_NAMES.test(source)) return undefined;
  const found = [...source.matchAll(IMPORT)];
  const requires = found.length === 0;
  const last = (requires ? [...source.matchAll(REQUIRE)] : found).at(-1);
  const cdk = last && nameOfOutput(source);
  if (!cdk) return undefined;

  const { importLine, statements } = linesIn({
    quote: last[0].includes('"') ? '"' : "'",
    semicolon: last[1] ?? '',
    requires,
    output: cdk.output,
  });
  const indented = statements.map((line) => `\n${call[1]}${line}`).join('');
  const afterCall = call.index + call[0].length;
  const afterImport = last.index + last[0].length;
  const inserted = `${source.slice(0, afterImport)}\n${importLine}${source.slice(afterImport, afterCall)}${indented}${source.slice(afterCall)}`;
  return cdk.withImport(inserted).replaceAll('\n', newline);
}

/** How the file may call `CfnOutput`, and what that changes in its import; undefined where it imports no CDK. */
function nameOfOutput(source: string): { output: string; withImport: (text: string) => string } | undefined {
  const [, whole] =
    /^import (?:\* as )?(\w+)(?: from|, \{[^}]*\} from) ['"]aws-cdk-lib(?:\/core)?['"]/m.exec(source) ??
    /^(?:import|const) (\w+) = require\(['"]aws-cdk-lib(?:\/core)?['"]\)/m.exec(source) ??
    [];
  if (whole) return { output: `${whole}.CfnOutput`, withImport: (text) => text };
  const named = /^(?:import|const) \{(\s*)([^}]*)\}(?: from | = require\()['"]aws-cdk-lib(?:\/core)?['"]/m;
  const [, , names] = named.exec(source) ?? [];
  if (names === undefined) return undefined;
  if (/\bCfnOutput\b/.test(names)) return { output: 'CfnOutput', withImport: (text) => text };
  const withImport = (text: string): string =>
    text.replace(named, (statement, space: string) => statement.replace(/\{\s*/, `{${space}CfnOutput,${space || ' '}`));
  return { output: 'CfnOutput', withImport };
}

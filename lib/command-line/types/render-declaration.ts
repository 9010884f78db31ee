import { FailedError, UsageError } from '../errors.ts';

/**
 * Makes a declaration with one exported type a flow of what the compiler printed: `declare const flows: { … }`.
 *
 * @param emitted what the compiler declared
 * @param source the file's name, for the heading and for a flow that is its default export
 * @throws UsageError if there is no flow; FailedError if a type has a name that is known on the server only
 */
export function renderDeclaration(emitted: string, source: string): string {
  const flows = readFlows(emitted);
  if (flows.length === 0) {
    throw new UsageError(`${source} exports no flow: export const signIn = defineFlow({ … }, function* (…) { … })`);
  }
  const types = flows.map(({ name, type }) => ({ name: typeName(name === 'default' ? stem(source) : name), type }));
  for (const [position, { name, type }] of types.entries()) {
    if (types.findIndex((each) => each.name === name) !== position) {
      throw new FailedError(`${source} exports two flows whose type would be ${name}: rename one of them`);
    }
    const foreign = /import\("[^"]*"\)\.[\w.]+/.exec(type)?.[0] ?? /\btypeof [\w.]+/.exec(type)?.[0];
    if (foreign) {
      throw new FailedError(
        `${name} has a part that only the server knows, ${foreign}: declare its challenge's parameters and answer with plain types`,
      );
    }
  }
  const used = ['Challenge', 'ChallengeAsk', 'ChoiceAsk', 'Flow', 'PasswordAsk'].filter((name) =>
    types.some(({ type }) => new RegExp(`\\b${name}\\b`).test(type)),
  );
  return [
    `// Made of ${source} by \`countersign types\`. Make it anew when the flow changes; don't edit it.`,
    `import type { ${used.join(', ')} } from 'countersign/flow';`,
    ...types.map(({ name, type }) => `\nexport type ${name} = ${type};`),
    '',
  ].join('\n');
}

/** The members of the printed object: each begins at the first level of indentation. */
function readFlows(emitted: string): readonly { readonly name: string; readonly type: string }[] {
  const body = emitted.split(/^export declare const flows: \{\n/m)[1]?.split(/^\};?$/m)[0] ?? '';
  return body
    .split(/^ {4}(?=[^\s}\]>)])/m)
    .map((member) => /^(?:readonly )?"?([^":]+)"?: (.*);\s*$/s.exec(member))
    .filter((match) => match !== null)
    .map(([, name = '', type = '']) => ({ name, type: type.replaceAll(/^ {4}/gm, '') }));
}

const stem = (file: string): string => file.replace(/\.\w+$/, '');

/** `sign-in` and `signIn` become `SignIn`; `2fa` becomes `Flow2fa`. */
const typeName = (name: string): string =>
  name
    .replaceAll(/(?:^|[^A-Za-z0-9]+)([A-Za-z0-9]?)/g, (_match, first: string) => first.toUpperCase())
    .replace(/^(?=\d|$)/, 'Flow');

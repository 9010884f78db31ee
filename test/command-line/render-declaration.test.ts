import { describe, expect, test } from 'vitest';
import { renderDeclaration } from '../../lib/command-line/types/render-declaration.ts';

/** What the compiler prints of a module with these members. */
const emitted = (...members: readonly string[]): string =>
  [
    "import type { Flow } from './flow.ts';",
    'export declare const flows: {',
    ...members.map((each) => `    ${each}`),
    '};',
    '',
  ].join('\n');

const EMPTY = 'Flow<{}, never>';

describe('a declaration', () => {
  test('exports one type a flow, and imports only the names it uses', () => {
    const text = renderDeclaration(emitted(`readonly signIn: ${EMPTY};`, `stepUp: ${EMPTY};`), 'flows.ts');

    expect(text).toContain("\nimport type { Flow } from 'countersign/flow';\n");
    expect(text.match(/^export .*$/gm)).toEqual([`export type SignIn = ${EMPTY};`, `export type StepUp = ${EMPTY};`]);
  });

  test('keeps a type of many lines together, one level to the left', () => {
    const type = 'Flow<{\n        code: Challenge<{\n            sentTo: string;\n        }, string>;\n    }, never>';

    expect(renderDeclaration(emitted(`signIn: ${type};`), 'flows.ts')).toContain(
      'export type SignIn = Flow<{\n    code: Challenge<{\n        sentTo: string;\n    }, string>;\n}, never>;\n',
    );
  });

  test.each([
    ['sign-in.ts', 'SignIn'],
    ['signIn.mts', 'SignIn'],
    ['2fa.flow.ts', 'Flow2faFlow'],
  ])('names the default export of %s', (file, name) => {
    expect(renderDeclaration(emitted(`default: ${EMPTY};`), file)).toContain(`export type ${name} = `);
  });

  test.each([
    ['import("./proof.ts").Proof', 'Flow<{ badge: Challenge<{}, import("./proof.ts").Proof>; }, never>'],
    ['typeof sealed', 'Flow<{ badge: Challenge<{}, { [sealed]: typeof sealed }>; }, never>'],
  ])('refuses %s, which only the server knows', (part, type) => {
    expect(() => renderDeclaration(emitted(`signIn: ${type};`), 'sign-in.ts')).toThrow(
      `SignIn has a part that only the server knows, ${part}: declare`,
    );
  });

  test.each(['', 'export {};\n', emitted()])('is none where there is no flow: %j', (text) => {
    expect(() => renderDeclaration(text, 'table.ts')).toThrow('table.ts exports no flow');
  });
});

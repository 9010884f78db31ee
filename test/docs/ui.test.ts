import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { signInCss } from '../../lib/ui/style/sign-in-css.ts';
import { english } from '../../lib/ui/texts/english.ts';
import { root } from './markdown.ts';

const page = readFileSync(join(root, 'docs/ui.md'), 'utf8');
const source = (file: string): string => readFileSync(join(root, file), 'utf8');

/** What stands in code in the first cells of the tables under a heading. */
const namesUnder = (heading: string): readonly string[] =>
  (page.split(/^## /m).find((section) => section.startsWith(`${heading}\n`)) ?? '')
    .split('\n')
    .flatMap((line) => /^\| (`.*?) \|/.exec(line)?.[1] ?? [])
    .flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name));

/** The members of a type, by the comments that all of them have. */
const membersOf = (file: string, type: string): readonly string[] => {
  const [, body = ''] =
    new RegExp(`(?:interface|type) ${type}\\b[\\s\\S]*?\\{\\n([\\s\\S]*?)\\n\\s*\\}`).exec(source(file)) ?? [];
  return [...body.matchAll(/^ +readonly (\w+)\??:/gm)].map(([, name = '']) => name);
};
const sorted = (names: Iterable<string>): readonly string[] => [...new Set(names)].sort();

describe("the sign-in UI's page", () => {
  it('names every entry of the package', () => {
    const { exports } = JSON.parse(source('package.json')) as { exports: Record<string, unknown> };
    const entries = Object.keys(exports).filter((name) => name.startsWith('./ui'));

    const named = [...page.matchAll(/^\| `(countersign\/[^`]+)` \|/gm)].map(([, name = '']) => name);

    expect(entries.length).toBeGreaterThan(4);
    expect(sorted(named)).toEqual(sorted(entries.map((name) => name.replace('.', 'countersign').replace('*', 'en'))));
  });

  it('names every option', () => {
    const options = membersOf('lib/ui/page/show-sign-in-options.ts', 'SignInLook');
    expect(options).toContain('headingLevel');
    const others = ['auth', 'onSignedIn', 'forms', 'password', 'now'];
    expect(sorted(namesUnder('First use').filter((name) => /^\w+$/.test(name)))).toEqual(
      sorted([...options, ...others]),
    );
  });

  it('names every member of a form', () => {
    const members = membersOf('lib/ui/forms/form.ts', 'DataForm<');
    expect(members).toContain('listen');
    expect(sorted(namesUnder('Forms of your own'))).toEqual(sorted(members));
  });

  it('names every custom property and every class', () => {
    const found = (pattern: RegExp): readonly string[] =>
      sorted([...signInCss.matchAll(pattern)].map(([name]) => name));
    const [properties, classes] = [found(/(?<=var\()--cs-[\w-]+/g), found(/(?<=\.)cs(?:-[\w-]+)?(?![\w-])/g)];

    expect(properties.length).toBeGreaterThan(8);
    expect(sorted(namesUnder('Look').filter((name) => name.startsWith('--')))).toEqual(properties);
    expect(sorted(namesUnder('Look').filter((name) => !name.startsWith('--')))).toEqual(classes);
  });

  it('names every problem that has a text', () => {
    expect(sorted(namesUnder('Problems'))).toEqual(sorted(Object.keys(english.problems)));
  });

  it('names every member of a state', () => {
    const states = ['StartState', 'StepState<F'].flatMap((type) => membersOf('lib/ui/core/sign-in-state.ts', type));
    expect(states).toContain('endsAt');
    expect(sorted(namesUnder('Without a look'))).toEqual(sorted([...states, 'tokens']));
  });
});

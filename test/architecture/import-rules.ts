import type { Import } from './import-scan.ts';

/** What a folder may import beside itself. */
interface Rule {
  /** Folders, or single files, of this repository. */
  readonly from: readonly string[];
  /** Of these only what is gone after compilation. */
  readonly typesFrom?: readonly string[];
  readonly packages?: readonly string[];
  readonly node?: boolean;
}

export const RULES: Readonly<Record<string, Rule>> = {
  // Of Node for the triggers' side alone: a test holds that the client loads none of it.
  'lib/protocol': { from: [], node: true },
  'lib/flow': { from: [] },
  'lib/aws': { from: ['lib/protocol'], node: true },
  'lib/ledger': { from: ['lib/protocol', 'lib/flow', 'lib/aws'], node: true },
  'lib/cognito': { from: ['lib/protocol'], node: true },
  'lib/bypass': { from: ['lib/protocol'], typesFrom: ['lib/flow'] },
  'lib/challenges': { from: ['lib/protocol', 'lib/flow', 'lib/aws'], node: true },
  'lib/client': { from: ['lib/protocol'], typesFrom: ['lib/flow'] },
  'lib/ui': { from: ['lib/client'], packages: ['lean-qr', 'react', 'react-dom'] },
  'lib/triggers': {
    from: ['lib/protocol', 'lib/flow', 'lib/aws', 'lib/ledger'],
    packages: ['@middy/core', 'aws-lambda'],
    node: true,
  },
  'lib/testing': {
    from: ['lib/protocol', 'lib/cognito', 'lib/ledger', 'lib/triggers'],
    typesFrom: ['lib/flow'],
    packages: ['aws-lambda', 'vitest'],
    node: true,
  },
  'lib/local': {
    // Of the constructs what makes bundles and looks into them: nothing there imports the CDK.
    from: [
      'lib/protocol',
      'lib/cognito',
      'lib/bypass',
      'lib/constructs/load-esbuild.ts',
      'lib/constructs/trigger-handlers.ts',
    ],
    packages: ['@hono/node-server', '@simplewebauthn/server', 'esbuild', 'hono', 'jose', 'otpauth', 'postal-mime'],
    node: true,
  },
  'lib/constructs': {
    from: ['lib/protocol', 'lib/flow', 'lib/bypass'],
    packages: ['aws-cdk-lib', 'constructs', 'esbuild'],
    node: true,
  },
  'lib/command-line': {
    from: ['lib'],
    packages: ['commander'],
    node: true,
  },
  bin: {
    from: ['lib/constructs', 'lib/command-line'],
    packages: ['aws-cdk-lib'],
  },
  lambdas: {
    from: ['lib/flow', 'lib/challenges', 'lib/triggers'],
  },
  web: {
    from: ['lib/client', 'lib/ui'],
    typesFrom: ['lambdas'],
  },
};

/** Whether a file is that place, or in it. */
export const isWithin = (target: string, place: string): boolean => target === place || target.startsWith(`${place}/`);
const packageOf = (specifier: string): string => /^(@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier;

/** Why an import breaks the rule of its folder; undefined if it doesn't. */
export function breach(folder: string, { file, specifier, target, typeOnly }: Import): string | undefined {
  const { from, typesFrom = [], packages = [], node = false } = RULES[folder] as Rule;
  const allowed =
    target !== undefined
      ? [folder, ...from, ...(typeOnly ? typesFrom : [])].some((place) => isWithin(target, place))
      : specifier.startsWith('node:')
        ? node
        : packages.includes(packageOf(specifier));
  return allowed ? undefined : `${file} imports ${typeOnly ? 'types of ' : ''}${target ?? specifier}`;
}

/** The permissions of a folder's rule that none of its imports needs, and those of which types would do. */
export function unusedPermissions(folder: string, imports: readonly Import[]): readonly string[] {
  const { from, typesFrom = [], packages = [], node = false } = RULES[folder] as Rule;
  const reaches = (place: string, { target }: Import): boolean => target !== undefined && isWithin(target, place);
  const isForeign = ({ target }: Import): boolean => target === undefined;
  const used = from.filter((place) => imports.some((each) => reaches(place, each)));
  const unused = [
    ...from.filter((place) => !used.includes(place)),
    ...typesFrom.filter((place) => !imports.some((each) => each.typeOnly && reaches(place, each))),
    ...packages.filter((name) => !imports.some((each) => isForeign(each) && packageOf(each.specifier) === name)),
    ...(node && !imports.some(({ specifier }) => specifier.startsWith('node:')) ? ['node'] : []),
  ];
  const onlyTypes = used.filter((place) => !imports.some((each) => !each.typeOnly && reaches(place, each)));
  return [
    ...unused.map((permission) => `${folder} need not import ${permission}`),
    ...onlyTypes.map((place) => `${folder} imports only types of ${place}`),
  ];
}

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, parse, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { MadeHandler } from '../protocol/made-handlers.ts';
import { namesExportedBy } from './bundle.ts';
import { EntryMissingError, ForeignModuleError } from './errors.ts';

/** Whose handlers the construct bundles: the three triggers, and who delivers their messages. */
export type HandlerName = MadeHandler['trigger'];

/** Each of them, with the file that may hold its handler and the factory that makes it. */
export const HANDLERS = {
  DefineAuthChallenge: { file: 'define-auth-challenge', factory: 'defineAuthChallengeHandler' },
  CreateAuthChallenge: { file: 'create-auth-challenge', factory: 'createAuthChallengeHandler' },
  VerifyAuthChallengeResponse: {
    file: 'verify-auth-challenge-response',
    factory: 'verifyAuthChallengeResponseHandler',
  },
  DeliverMessage: { file: 'deliver-message', factory: 'deliverMessageHandler' },
} as const satisfies Record<HandlerName, { file: string; factory: string }>;

/** The file that holds the flow, where handlers are made of it. */
const FLOW_FILE = 'sign-in';
/** What the flow is called there, if the file exports more than it. */
const FLOW_NAME = 'signIn';

/** Where a trigger's handler comes from. */
export interface HandlerSource {
  /** What errors call it: the path of its file; of the flow's, where the handler is made of it. */
  readonly source: string;
  /** A file that may stand there, or not: what the bundle is named after. */
  readonly path: string;
  /** The file of the flow that it is made of. Absent: the handler stands in a file of its own, or is made of another handler. */
  readonly flow?: string;
  /** A module that exports the handler under a name. */
  moduleExporting(name: string): string;
}

/**
 * Finds a trigger's handler in a folder: the file of its name, or else one that is made of the flow in `sign-in.ts`.
 *
 * @throws EntryMissingError where there is neither; where another file makes this trigger's handler, which would be left out.
 * ForeignModuleError where `sign-in.ts` doesn't say which export is the flow.
 */
export function findHandlerSource(lambdas: string, trigger: HandlerName): HandlerSource {
  const path = handlerFileIn(lambdas, trigger);
  if (path !== undefined) return handlerOfFile(path);
  assertNotElsewhere(lambdas, trigger);
  const flow = findModule(lambdas, FLOW_FILE);
  if (flow === undefined) {
    throw new EntryMissingError(
      `there is no ${FLOW_FILE}.ts and no ${HANDLERS[trigger].file}.ts in ${fromHere(lambdas) || '.'}: lambdas names the folder that holds ` +
        `${FLOW_FILE}.ts, which exports the flow`,
    );
  }
  return handlerOfFlow(flow, trigger);
}

/** The file of a folder that holds a trigger's handler, where there is one. */
export const handlerFileIn = (lambdas: string, trigger: HandlerName): string | undefined =>
  findModule(lambdas, HANDLERS[trigger].file);

/** A handler that a file exports itself, as `handler`. */
export const handlerOfFile = (path: string): HandlerSource => ({
  source: fromHere(path),
  path,
  moduleExporting: (name) =>
    `import { handler as ${name} } from ${JSON.stringify(resolve(path))};\nexport { ${name} };`,
});

/**
 * Finds a trigger's handler from the file that exports the flow: as {@link findHandlerSource} does for `sign-in.ts`; of a file of
 * another name the handler is made, whatever stands beside it.
 *
 * @throws EntryMissingError, ForeignModuleError
 */
export const findHandlerOfFlow = (flow: string, trigger: HandlerName): HandlerSource =>
  parse(flow).name === FLOW_FILE ? findHandlerSource(dirname(flow), trigger) : handlerOfFlow(flow, trigger);

/**
 * Where the handler that delivers messages comes from: the file of its name; or else it is made of the flow that the handler of
 * CreateAuthChallenge is made of, or carries.
 *
 * @param create the handler of CreateAuthChallenge
 * @throws EntryMissingError where another file makes it, which would be left out
 */
export function findDeliverSource(lambdas: string, create: HandlerSource): HandlerSource {
  const path = handlerFileIn(lambdas, 'DeliverMessage');
  if (path !== undefined) return handlerOfFile(path);
  assertNotElsewhere(lambdas, 'DeliverMessage');
  return create.flow === undefined
    ? ofHandler(create, HANDLERS.DeliverMessage)
    : handlerOfFlow(create.flow, 'DeliverMessage');
}

/**
 * Where the handler that unlocks users comes from: it is made of the flow that the handler of VerifyAuthChallengeResponse carries,
 * so that there is no file to write, and no other flow to take.
 */
export const unlockSource = (verify: HandlerSource): HandlerSource =>
  ofHandler(verify, { file: 'unlock', factory: 'unlockHandler' });

/** A handler that is made of the flow of another one. */
const ofHandler = (
  { source, path, moduleExporting }: HandlerSource,
  { file, factory }: { readonly file: string; readonly factory: string },
): HandlerSource => ({
  source,
  path: join(dirname(path), `${file}.js`),
  moduleExporting: (name) =>
    [
      moduleExporting(`of${name}`),
      `import { ${factory} } from ${JSON.stringify(TRIGGERS_MODULE)};`,
      `export const ${name} = ${factory}(of${name}.flow);`,
    ].join('\n'),
});

function handlerOfFlow(flow: string, trigger: HandlerName): HandlerSource {
  const { file, factory } = HANDLERS[trigger];
  return {
    source: fromHere(flow),
    path: join(dirname(flow), `${file}.js`),
    flow,
    moduleExporting: (name) =>
      [
        `import { ${factory} } from ${JSON.stringify(TRIGGERS_MODULE)};`,
        `import { ${flowNameIn(flow)} as ${name}Flow } from ${JSON.stringify(resolve(flow))};`,
        `export const ${name} = ${factory}(${name}Flow);`,
      ].join('\n'),
  };
}

/** This package's own, so that handlers are those of the constructs that check them. */
const TRIGGERS_MODULE = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? '../triggers/index.ts' : '../triggers/index.js', import.meta.url),
);

const fromHere = (path: string): string => relative(process.cwd(), path);

const SOURCE = /\.(ts|mts|js|mjs)$/;

const namesIn = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder);
  } catch (cause) {
    throw new EntryMissingError(
      `there is no folder ${resolve(folder)}: lambdas names the folder that holds ${FLOW_FILE}.ts, relative to where the ` +
        'CDK app is started',
      { cause },
    );
  }
};

function findModule(folder: string, name: string): string | undefined {
  const names = namesIn(folder);
  const found = ['.ts', '.mts', '.js', '.mjs']
    .map((extension) => name + extension)
    .find((each) => names.includes(each));
  return found && join(folder, found);
}

/** A handler with its middleware in a file of another name would be left out in silence. */
function assertNotElsewhere(lambdas: string, trigger: HandlerName): void {
  const { file, factory } = HANDLERS[trigger];
  const makesIt = (name: string): boolean =>
    SOURCE.test(name) &&
    !/\.(test|spec|d)\.\w+$/.test(name) &&
    new RegExp(`\\b${factory}\\s*\\(`).test(readFileSync(join(lambdas, name), 'utf8'));
  const other = namesIn(lambdas).find(makesIt);
  if (other === undefined) return;
  throw new EntryMissingError(
    `${fromHere(join(lambdas, other))} makes the handler of ${trigger}: name the file ${file}.ts, or take the call of ` +
      `${factory} out, and the handler is made of the flow in ${FLOW_FILE}.ts`,
  );
}

function flowNameIn(path: string): string {
  const names = namesExportedBy(path);
  const name = names.length === 1 ? names[0] : names.find((each) => each === FLOW_NAME);
  if (name !== undefined) return name;
  throw new ForeignModuleError(
    `${fromHere(path)} exports ${names.join(', ') || 'nothing'}: export the flow as ${FLOW_NAME}: ` +
      `export const ${FLOW_NAME} = defineFlow({ … }, function* (…) { … })`,
  );
}

/**
 * Runs in a function's own process: what Lambda's runtime is to a handler. Self-contained, so that a cold start loads one
 * small file. Events come and answers go as text frames on file descriptor 3; standard output stays the handler's.
 *
 * It reads blocking: from the answer until the next event no timer, socket or promise of the handler moves, just as in a
 * frozen Lambda environment. The host also stops the whole process; this way nothing slips in before the signal arrives.
 */
import { existsSync, readFileSync, readSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

type Handler = (event: unknown, context: unknown) => unknown;

interface Failure {
  readonly errorType: string;
  readonly errorMessage: string;
}

type Compiling = { _compile(text: string, file: string): void };

const CHANNEL = 3;
/** Lambda's limit of a synchronous answer, in bytes. */
const LARGEST_ANSWER = 6_291_556;
/** Of an error's text and of its type, in characters: enough for a person, and far below what the channel takes. */
const LONGEST_MESSAGE = 256 * 1024;
const LONGEST_TYPE = 128;
const EXIT_UNHANDLED_REJECTION = 128;
const EXIT_UNCAUGHT_EXCEPTION = 129;

let initialized = false;
let neverSettles: ((failure: Failure) => void) | undefined;

function send(kind: string, text = ''): void {
  const body = Buffer.from(`    ${kind}${text}`);
  body.writeUInt32LE(body.length - 4, 0);
  try {
    for (let sent = 0; sent < body.length; ) sent += writeSync(CHANNEL, body, sent);
  } catch {
    process.exit(0); // the host is gone
  }
}

function fill(buffer: Buffer): Buffer {
  for (let filled = 0; filled < buffer.length; ) {
    const count = readSync(CHANNEL, buffer, filled, buffer.length - filled, null);
    if (count === 0) process.exit(0); // the host is gone
    filled += count;
  }
  return buffer;
}

function receive(): string {
  return fill(Buffer.allocUnsafe(fill(Buffer.allocUnsafe(4)).readUInt32LE(0))).toString('utf8');
}

/** As Lambda's Node.js runtime words what was thrown. That a long text is cut is a choice: no source says what Lambda does. */
function describe(thrown: unknown): Failure {
  if (thrown === undefined || thrown === null) return { errorType: 'string', errorMessage: 'handled' };
  try {
    const [type, message] = thrown instanceof Error ? [thrown.name, thrown.message] : [typeof thrown, thrown];
    return { errorType: cut(String(type), LONGEST_TYPE), errorMessage: cut(String(message), LONGEST_MESSAGE) };
  } catch {
    return {
      errorType: 'handled',
      errorMessage:
        'callback called with Error argument, but there was a problem while retrieving one or more of its message, name, and stack',
    };
  }
}

const cut = (text: string, longest: number): string => (text.length > longest ? `${text.slice(0, longest)}…` : text);

/** Whether the bundle lies in a project whose package.json says that each `.js` file is a module. */
function isBelowModules(): boolean {
  for (let folder = dirname(process.cwd()); ; folder = dirname(folder)) {
    try {
      return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).type === 'module';
    } catch {
      if (folder === dirname(folder)) return false; // there is none here, nor above
    }
  }
}

/** Whether no package.json of the bundle says what kind of module its file is. */
function isUndeclared(file: string): boolean {
  const bundle = process.cwd();
  for (let folder = dirname(file); folder.startsWith(bundle); folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return false;
    if (folder === bundle) return true;
  }
  return false;
}

/**
 * Loads a handler's file. In Lambda nothing lies above a bundle; here a project may, and Node would take its
 * `"type": "module"` for the bundle's own. So such files are compiled without it: as CommonJS, or as what their syntax says.
 */
async function load(file: string): Promise<unknown> {
  const { href } = pathToFileURL(file);
  if (file.endsWith('.mjs') || !isBelowModules()) return import(href);
  const require = createRequire(href);
  const before = require.extensions['.js'];
  require.extensions['.js'] = (module, name) => {
    if (!isUndeclared(name)) return before?.(module, name);
    (module as unknown as Compiling)._compile(readFileSync(name, 'utf8'), name);
  };
  try {
    return require(file);
  } catch (error) {
    // A module that awaits at its top can only be imported.
    if (codeOf(error) !== 'ERR_REQUIRE_ASYNC_MODULE') throw error;
    return import(href);
  }
}

async function loadHandler(): Promise<Handler> {
  const setting = process.env._HANDLER ?? '';
  const [moduleName = '', ...path] = basename(setting).split('.');
  const stem = join(process.cwd(), dirname(setting), moduleName);
  const file = ['.js', '.mjs', '.cjs'].map((extension) => stem + extension).find((candidate) => existsSync(candidate));
  if (path.length === 0) throw named('Runtime.MalformedHandlerName', 'Bad handler');
  if (file === undefined) throw named('Runtime.ImportModuleError', `Error: Cannot find module '${moduleName}'`);
  let loaded: unknown;
  try {
    loaded = await load(file);
  } catch (error) {
    if (error instanceof SyntaxError) throw named('Runtime.UserCodeSyntaxError', String(error));
    if (isModuleNotFound(error)) throw named('Runtime.ImportModuleError', String(error));
    throw error;
  }
  const handler = member(loaded, path) ?? member(member(loaded, ['default']), path);
  if (handler === undefined || handler === null) {
    throw named('Runtime.HandlerNotFound', `${setting} is undefined or not exported`);
  }
  if (typeof handler !== 'function') throw named('Runtime.HandlerNotFound', `${setting} is not a function`);
  return handler as Handler;
}

const isModuleNotFound = (error: unknown): boolean =>
  ['MODULE_NOT_FOUND', 'ERR_MODULE_NOT_FOUND'].includes(String(codeOf(error)));

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);

function member(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (at, key) => (at === undefined || at === null ? at : Reflect.get(Object(at), key)),
    value,
  );
}

function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}

function contextFor(awsRequestId: string, deadline: number): object {
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    invokedFunctionArn: process.argv.at(-1),
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    awsRequestId,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
}

/** Lets sockets that were closed in the meantime be noticed before the handler uses them. */
function wake(): Promise<void> {
  return new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
}

/** As on Lambda's pipes, printing waits until it is read: megabytes don't gather in the function's memory. */
for (const { _handle: pipe } of [process.stdout, process.stderr] as {
  _handle?: { setBlocking?(is: boolean): void };
}[]) {
  pipe?.setBlocking?.(true);
}

/** What the handler printed goes out before its answer: between events nothing would write the rest of it. */
async function printed(): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) {
    if (stream.writableLength > 0) await new Promise((resolve) => stream.write('', resolve));
  }
}

async function answer(handler: Handler, event: string, context: object): Promise<void> {
  const unsettled = new Promise<{ failure: Failure }>((resolve) => {
    neverSettles = (failure) => resolve({ failure });
  });
  let result: { value: unknown } | { failure: Failure };
  try {
    const handled = Promise.resolve(handler(JSON.parse(event), context));
    result = await Promise.race([handled.then((value) => ({ value })), unsettled]);
  } catch (error) {
    console.error('Invoke Error', error);
    result = { failure: describe(error) };
  }
  neverSettles = undefined;
  await printed();
  if ('failure' in result) return send('threw', `\n${JSON.stringify(result.failure)}`);
  let text: string | undefined;
  try {
    text = JSON.stringify(result.value);
  } catch {
    const failure: Failure = { errorType: 'Error', errorMessage: 'Unable to stringify response body' };
    return send('threw', `\n${JSON.stringify(failure)}`);
  }
  if (text === undefined) return send('nothing');
  if (Buffer.byteLength(text) > LARGEST_ANSWER) {
    const errorMessage = `Response payload size exceeded maximum allowed payload size (${LARGEST_ANSWER} bytes).`;
    return send('threw', `\n${JSON.stringify({ errorType: 'Function.ResponseSizeTooLarge', errorMessage })}`);
  }
  send('answered', `\n${text}`);
}

function endWith(status: number, label: string) {
  return (error: unknown): void => {
    console.error(label, error);
    if (!initialized) send('broken', `\n${JSON.stringify(describe(error))}`);
    process.exit(status);
  };
}

process.on('uncaughtException', endWith(EXIT_UNCAUGHT_EXCEPTION, 'Uncaught Exception'));
process.on('unhandledRejection', endWith(EXIT_UNHANDLED_REJECTION, 'Unhandled Promise Rejection'));
process.on('beforeExit', () => {
  neverSettles?.({
    errorType: 'Runtime.NodeJsExit',
    errorMessage:
      'The Lambda runtime client detected an unexpected Node.js exit code. This is most commonly caused by a Promise that was never settled. For more information, see https://nodejs.org/docs/latest/api/process.html#exit-codes',
  });
});

async function serve(): Promise<void> {
  const handler = await loadHandler();
  initialized = true;
  send('ready');
  while (true) {
    const frame = receive();
    const end = frame.indexOf('\n');
    const [awsRequestId = '', deadline] = frame.slice(0, end).split(' ');
    await wake();
    await answer(handler, frame.slice(end + 1), contextFor(awsRequestId, Number(deadline)));
  }
}

serve().catch(endWith(1, 'Init Error'));

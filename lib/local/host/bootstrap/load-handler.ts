import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CALLBACK_HANDLERS_REMOVED } from '../../../protocol/callback-handlers.ts';
import { FIRST_WITHOUT_CALLBACKS, type Handler } from './call-handler.ts';
import { namedError } from './thrown-failure.ts';

type Compiling = { _compile(text: string, file: string): void };

/** By which Lambda knows a handler that streams its answer: its second parameter is the stream. */
const STREAMING = Symbol.for('aws.lambda.runtime.handler.streaming');

/**
 * Loads the function's handler, as `_HANDLER` names it.
 *
 * @param runtimeVersion of Node.js, as the function's runtime says
 * @throws Error with the name of one of Lambda's errors, or what the handler's file throws
 */
export async function loadHandler(runtimeVersion: number): Promise<Handler> {
  const setting = process.env._HANDLER ?? '';
  const [moduleName = '', ...path] = basename(setting).split('.');
  const stem = join(process.cwd(), dirname(setting), moduleName);
  const file = ['.js', '.mjs', '.cjs'].map((extension) => stem + extension).find((candidate) => existsSync(candidate));
  if (path.length === 0) throw namedError('Runtime.MalformedHandlerName', 'Bad handler');
  if (file === undefined) throw namedError('Runtime.ImportModuleError', `Error: Cannot find module '${moduleName}'`);
  let loaded: unknown;
  try {
    loaded = await load(file);
  } catch (error) {
    if (error instanceof SyntaxError) throw namedError('Runtime.UserCodeSyntaxError', String(error));
    if (isModuleNotFound(error)) throw namedError('Runtime.ImportModuleError', String(error));
    throw error;
  }
  const handler = member(loaded, path) ?? member(member(loaded, ['default']), path);
  if (handler === undefined || handler === null) {
    throw namedError('Runtime.HandlerNotFound', `${setting} is undefined or not exported`);
  }
  if (typeof handler !== 'function') throw namedError('Runtime.HandlerNotFound', `${setting} is not a function`);
  if (runtimeVersion >= FIRST_WITHOUT_CALLBACKS && handler.length >= 3 && !Reflect.get(handler, STREAMING)) {
    throw namedError('Runtime.CallbackHandlerDeprecated', `ERROR: ${CALLBACK_HANDLERS_REMOVED}`);
  }
  return handler as Handler;
}

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

const isModuleNotFound = (error: unknown): boolean =>
  ['MODULE_NOT_FOUND', 'ERR_MODULE_NOT_FOUND'].includes(String(codeOf(error)));

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);

function member(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (at, key) => (at === undefined || at === null ? at : Reflect.get(Object(at), key)),
    value,
  );
}

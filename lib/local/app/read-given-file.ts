import { join } from 'node:path';
import { isRecord } from '../../protocol/is-record.ts';
import type { TextMap } from '../../protocol/text-map.ts';
import { GivenValueError } from './errors.ts';
import type { GivenValues } from './given-values.ts';
import { jsonProblem, readJson } from './read-json.ts';

/** The file of a project that gives what only a deployment would tell. It may hold secrets. */
export const GIVEN_FILE = 'countersign.local.json';

const SECTIONS = ['environment', 'functions', 'parameters', 'exports', 'ssm', 'secrets'] as const;

/**
 * Reads the values that a project's file gives; none where it has no such file.
 *
 * @throws GivenValueError that names the place, never a value
 * @example
 * // { "environment": { "TABLE": "codes" }, "functions": { "Create": { "SENDER": "a@example.com" } }, "parameters": { "Stage": "dev" },
 * //   "exports": { "TableName": "codes" }, "ssm": { "/mail/sender": "a@example.com" }, "secrets": { "captcha": { "key": "…" } } }
 */
export function readGivenFile(directory: string): GivenValues {
  const file = join(directory, GIVEN_FILE);
  let content: unknown;
  try {
    content = readJson(file);
  } catch (cause) {
    // Without its cause, which quotes what stands there.
    throw new GivenValueError(`${jsonProblem(file, cause)}.`);
  }
  if (content === undefined) return {};
  if (!isRecord(content)) throw new GivenValueError(`${GIVEN_FILE} holds no object: it takes ${SECTIONS.join(', ')}.`);
  const unknown = Object.keys(content).find((name) => !SECTIONS.some((section) => section === name));
  if (unknown !== undefined) {
    throw new GivenValueError(`${GIVEN_FILE} has ${unknown}, which it doesn't take: it takes ${SECTIONS.join(', ')}.`);
  }
  const { environment, functions, parameters, exports, ssm, secrets } = content;
  return {
    environment: textsIn(environment, 'environment'),
    functions: mapOf(functions, 'functions', textsIn),
    parameters: textsIn(parameters, 'parameters'),
    exports: textsIn(exports, 'exports'),
    ssm: textsIn(ssm, 'ssm'),
    secrets: mapOf(secrets, 'secrets', secretOf),
  };
}

/** Values of which those given later count before those given earlier. */
export const mergeGivenValues = (earlier: GivenValues, later: GivenValues): GivenValues => ({
  environment: { ...earlier.environment, ...later.environment },
  functions: mergeFunctions(earlier.functions, later.functions),
  parameters: { ...earlier.parameters, ...later.parameters },
  exports: { ...earlier.exports, ...later.exports },
  ssm: { ...earlier.ssm, ...later.ssm },
  secrets: { ...earlier.secrets, ...later.secrets },
});

/** One function may be called by several names: the later values stand last, and count by whichever. */
function mergeFunctions(
  earlier: GivenValues['functions'] = {},
  later: GivenValues['functions'] = {},
): GivenValues['functions'] & {} {
  const others = Object.entries(earlier).filter(([name]) => !Object.hasOwn(later, name));
  const merged = Object.entries(later).map(([name, variables]) => [name, { ...earlier[name], ...variables }] as const);
  return Object.fromEntries([...others, ...merged]);
}

function mapOf<T>(
  value: unknown,
  place: string,
  read: (value: unknown, place: string) => T,
): Readonly<Record<string, T>> {
  if (value === undefined) return {};
  if (!isRecord(value)) throw new GivenValueError(`${place} of ${GIVEN_FILE} must be an object.`);
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, read(each, `${place}[${JSON.stringify(name)}]`)]),
  );
}

const textsIn = (value: unknown, place: string): TextMap => mapOf(value, place, textOfValue);

/** A number or a truth value stands as its text, as in a template. */
function textOfValue(value: unknown, place: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new GivenValueError(`${place} of ${GIVEN_FILE} must be a text, a number, true or false.`);
}

/** A secret is a text; one that is JSON may stand as what it holds. */
function secretOf(value: unknown, place: string): string {
  if (typeof value === 'string') return value;
  if (isRecord(value)) return JSON.stringify(value);
  throw new GivenValueError(`${place} of ${GIVEN_FILE} must be a text, or an object.`);
}

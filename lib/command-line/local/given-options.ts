import type { GivenValues } from '../../local/index.ts';
import type { TextMap } from '../../protocol/text-map.ts';
import { UsageError } from '../errors.ts';

/**
 * Adds what one `--env` gives, to all functions or, by `FUNCTION.NAME=VALUE`, to one.
 *
 * @throws UsageError
 */
export function addFunctionVariable(
  text: string,
  given: Pick<GivenValues, 'environment' | 'functions'> = {},
): Pick<GivenValues, 'environment' | 'functions'> {
  const [, name, variable, value] = /^(?:([^=]+)\.)?([A-Za-z_][A-Za-z0-9_]*)=(.*)$/s.exec(text) ?? [];
  if (variable === undefined || value === undefined) {
    throw new UsageError(`--env takes NAME=VALUE or FUNCTION.NAME=VALUE, got ${withoutValue(text)}`);
  }
  if (name === undefined) return { ...given, environment: { ...given.environment, [variable]: value } };
  const functions = { ...given.functions, [name]: { ...given.functions?.[name], [variable]: value } };
  return { ...given, functions };
}

/**
 * Makes what adds one `NAME=VALUE` to those of an option.
 *
 * @throws UsageError
 */
export const addNamedValue =
  (option: string) =>
  (text: string, values: TextMap = {}): TextMap => {
    const [, name, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
    if (name === undefined || value === undefined) {
      throw new UsageError(`${option} takes NAME=VALUE, got ${withoutValue(text)}`);
    }
    return { ...values, [name]: value };
  };

/** A value may be a secret. */
const withoutValue = (text: string): string => text.replace(/=.*$/s, '=…');

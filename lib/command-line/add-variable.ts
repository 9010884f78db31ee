import type { TextMap } from '../protocol/text-map.ts';
import { UsageError } from './errors.ts';

/**
 * Adds an environment variable, NAME=VALUE, to those that were given before it.
 *
 * @throws UsageError
 */
export function addVariable(text: string, variables: TextMap = {}): TextMap {
  const [, name, value] = /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new UsageError(`--env takes NAME=VALUE, got ${text}`);
  return { ...variables, [name]: value };
}

import { existsSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import { EntryMissingError } from './errors.ts';

/**
 * The folder of the handlers, from the folder that the CDK app runs in.
 *
 * @throws EntryMissingError if nothing is there
 */
export function resolveLambdas(lambdas: string): string {
  const path = resolve(lambdas);
  if (existsSync(path)) return path;
  const from = isAbsolute(lambdas) ? '' : `, seen from ${process.cwd()}, where the CDK app runs`;
  throw new EntryMissingError(`lambdas: there is no ${lambdas}${from}: name the folder that holds the flow's handlers`);
}

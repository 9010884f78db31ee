import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRecord } from '../../protocol/is-record.ts';

/** How a sign-in is begun in a project: by its own npm script, where it has one for that. */
export function signInCommand(folder: string): string {
  const script = scriptsOf(folder)['sign-in'];
  return typeof script === 'string' && /\bcountersign\b.* sign-in\b/.test(script)
    ? 'npm run sign-in --'
    : 'npx countersign sign-in';
}

function scriptsOf(folder: string): Readonly<Record<string, unknown>> {
  try {
    const { scripts }: { scripts?: unknown } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    return isRecord(scripts) ? scripts : {};
  } catch {
    return {};
  }
}

import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { isRecord } from '../../protocol/is-record.ts';
import { UsageError } from '../errors.ts';
import type { Terminal } from '../terminal.ts';

/**
 * Reads the event that a handler is to run on: a fixture by its name, a JSON file, or `-` for standard input.
 *
 * @throws UsageError if there is no such event, or it is no JSON object
 */
export async function readEvent(terminal: Terminal, name: string): Promise<object> {
  if (name === '-') return parse(await text(terminal.input), 'standard input');
  const { fixtureNames, readFixture } = await import('../../testing/fixtures.ts');
  if (fixtureNames().includes(name)) return readFixture(name);
  const path = resolve(terminal.folder, name);
  if (!existsSync(path)) {
    throw new UsageError(`there is no file ${name} and no event of that name: countersign event lists the events`);
  }
  return parse(readFileSync(path, 'utf8'), name);
}

function parse(json: string, name: string): object {
  let event: unknown;
  try {
    event = JSON.parse(json);
  } catch (cause) {
    throw new UsageError(`${name} is no JSON`, { cause });
  }
  if (!isRecord(event)) {
    throw new UsageError(`${name} holds no event: a JSON object is needed`);
  }
  return event;
}

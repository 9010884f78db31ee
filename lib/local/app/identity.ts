import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRecord } from '../../protocol/is-record.ts';
import { StorageError } from '../errors.ts';
import { LETTERS_AND_DIGITS, LOWER_CASE_AND_DIGITS, randomLowerCase } from '../secret-text.ts';
import { textOf } from '../settings/json-values.ts';
import { folderFault } from '../storage-fault.ts';

/** The file in the folder that keeps what is random. */
export const IDENTITY_FILE = 'identity.json';
const CLIENT_SECRET_LENGTH = 52;

/** What tells a stack from every other of the app. */
export interface NamedStack {
  readonly stackName: string;
  /** `ACCOUNT/REGION`, of a stack whose name another one had before it. @default - the name tells it */
  readonly twin?: string | undefined;
}

/** The ids and secrets that AWS would make up, the same from run to run. */
export interface Identity {
  /** The UUID at the end of a stack's id: random, and known to this project alone. */
  stackUuid(stack: NamedStack): string;
  /** A secret of 52 letters and digits, as Cognito makes them. */
  clientSecret(clientId: string): string;
  /** A secret, made by `make` where it is first asked for. */
  secret(name: string, make: () => string): string;
  userPoolId(region: string, stack: NamedStack, logicalId: string): string;
  clientId(stack: NamedStack, logicalId: string): string;
  /** The id of a KMS key: a UUID. */
  keyId(stack: NamedStack, logicalId: string): string;
  /** `STACK-LOGICALID-SUFFIX`, at most 64 characters. */
  physicalName(stack: NamedStack, logicalId: string): string;
}

/**
 * The identity of a project. Ids come from its name, so that they are the same on every machine; what must be a secret is
 * random, made on first use and kept in the folder.
 *
 * @throws StorageError where what is kept can't be read, or nothing can be kept
 */
export function readIdentity(project: string, folder: string): Identity {
  const file = join(folder, IDENTITY_FILE);
  const kept = readKept(file);
  const stackUuids = new Map(textEntries(kept.stackUuids));
  const clientSecrets = new Map(textEntries(kept.clientSecrets));
  const secrets = new Map(textEntries(kept.secrets));

  function save(): void {
    const content = {
      stackUuids: Object.fromEntries(stackUuids),
      clientSecrets: Object.fromEntries(clientSecrets),
      ...(secrets.size > 0 && { secrets: Object.fromEntries(secrets) }),
    };
    const draft = `${file}.${process.pid}`;
    try {
      mkdirSync(folder, { recursive: true });
      writeFileSync(draft, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
      renameSync(draft, file);
    } catch (cause) {
      throw (
        folderFault(folder, cause) ?? new StorageError(`${file} can't be written: ${textOfError(cause)}`, { cause })
      );
    }
  }

  function keptOrMade(map: Map<string, string>, key: string, make: () => string): string {
    const known = map.get(key);
    if (known !== undefined) return known;
    const made = make();
    map.set(key, made);
    save();
    return made;
  }

  const hash = (length: number, alphabet: string, ...of: readonly string[]): string =>
    spell(createHash('sha256').update(JSON.stringify([project, ...of])), length, alphabet);

  return {
    stackUuid: (stack) => keptOrMade(stackUuids, partsOf(stack).join(' '), () => randomUUID()),
    clientSecret: (clientId) => keptOrMade(clientSecrets, clientId, () => randomLowerCase(CLIENT_SECRET_LENGTH)),
    secret: (name, make) => keptOrMade(secrets, name, make),
    userPoolId: (region, stack, logicalId) =>
      `${region}_${hash(9, LETTERS_AND_DIGITS, 'pool', region, ...partsOf(stack), logicalId)}`,
    clientId: (stack, logicalId) => hash(26, LOWER_CASE_AND_DIGITS, 'client', ...partsOf(stack), logicalId),
    keyId: (stack, logicalId) =>
      hash(32, '0123456789abcdef', 'key', ...partsOf(stack), logicalId).replace(
        /^(.{8})(.{4})(.{4})(.{4})/,
        '$1-$2-$3-$4-',
      ),
    physicalName: (stack, logicalId) =>
      `${stack.stackName.slice(0, 24)}-${logicalId.slice(0, 26)}-${hash(12, LETTERS_AND_DIGITS, 'name', ...partsOf(stack), logicalId)}`,
  };
}

const partsOf = ({ stackName, twin }: NamedStack): readonly string[] =>
  twin === undefined ? [stackName] : [stackName, twin];

/** Never begins anew by itself: what is damaged may still hold the secrets that a back end knows. */
function readKept(file: string): Readonly<Record<string, unknown>> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw new StorageError(`${file} can't be read: ${textOfError(cause)}`, { cause });
  }
  try {
    const kept: unknown = JSON.parse(text);
    if (isRecord(kept)) return kept;
    throw new TypeError('it holds no object');
  } catch (cause) {
    throw new StorageError(
      `${file} is damaged: put a copy back, or delete it, and client secrets are made anew (${textOfError(cause)}).`,
      { cause },
    );
  }
}

const textOfError = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** A digest in the letters of an alphabet. */
function spell(digest: ReturnType<typeof createHash>, length: number, alphabet: string): string {
  let number = BigInt(`0x${digest.digest('hex')}`);
  const base = BigInt(alphabet.length);
  let text = '';
  while (text.length < length) {
    text += alphabet[Number(number % base)];
    number /= base;
  }
  return text;
}

function textEntries(value: unknown): readonly [string, string][] {
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([key, text]): [string, string][] =>
    textOf(text) === undefined ? [] : [[key, String(text)]],
  );
}

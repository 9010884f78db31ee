import { DYNAMODB, KMS } from '../aws/call-json.ts';
import { type Environment, readSetting } from '../aws/environment.ts';
import type { AwsContext } from '../aws/send-request.ts';
import { dynamoStore } from './dynamo-store.ts';
import { LedgerUnavailableError } from './errors.ts';
import { type LedgerKeys, ledgerKeysOf } from './keys.ts';
import type { Ledger, LedgerTime } from './ledger.ts';
import { callPatiently } from './patient-call.ts';

/** What the key signs: its MAC is the secret that everything else is made of. */
const MESSAGE = Buffer.from('countersign ledger 1').toString('base64');
const KEY_BYTES = 32;

/**
 * The ledger that a deployment has: a table in DynamoDB, `COUNTERSIGN_LEDGER`, and a key in KMS, `COUNTERSIGN_LEDGER_KEY`, an
 * HMAC key of 256 bits. KMS is asked once in the life of an execution environment, before the first read, whose item's name
 * needs the key; what fails is asked again.
 *
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateMac.html
 */
export function deployedLedger(context: Omit<AwsContext, 'signal'>): Ledger {
  const { environment } = context;
  let known: Promise<LedgerKeys> | undefined;
  return {
    async open(time) {
      const tableName = setting(environment, 'COUNTERSIGN_LEDGER');
      known ??= fetchKeys(context, time);
      const keys = await known.catch((error: unknown) => {
        known = undefined;
        throw error;
      });
      const store = dynamoStore(tableName, async (operation, input) =>
        callPatiently(context, { service: DYNAMODB, operation, input }, time),
      );
      return { keys, store };
    },
  };
}

async function fetchKeys(context: Omit<AwsContext, 'signal'>, time: LedgerTime): Promise<LedgerKeys> {
  const input = {
    KeyId: setting(context.environment, 'COUNTERSIGN_LEDGER_KEY'),
    MacAlgorithm: 'HMAC_SHA_256',
    Message: MESSAGE,
  };
  try {
    const { Mac } = await callPatiently(context, { service: KMS, operation: 'GenerateMac', input }, time);
    const bytes = Buffer.from(typeof Mac === 'string' ? Mac : '', 'base64');
    if (bytes.length === KEY_BYTES) return ledgerKeysOf(bytes);
  } catch (cause) {
    if (cause instanceof LedgerUnavailableError) throw cause;
    throw new LedgerUnavailableError("the ledger's key can't be used", { cause });
  }
  throw new LedgerUnavailableError("the ledger's key gave no MAC of 32 bytes");
}

function setting(environment: Environment, name: string): string {
  try {
    return readSetting(environment, name, 'CustomAuth sets it');
  } catch (cause) {
    throw new LedgerUnavailableError('the function has no ledger', { cause });
  }
}

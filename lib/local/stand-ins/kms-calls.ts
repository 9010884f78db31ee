import { keyArnOfBlob } from '../kms/ciphertext-blob.ts';
import type { Keyring } from '../kms/keyring.ts';
import type { LocalFunction, LocalPoolDefinition } from '../model.ts';
import { demandMembers, membersOf } from './json-members.ts';
import type { KmsMembers } from './kms-members.ts';
import { callKms, isKmsOperation } from './kms-operations.ts';
import { jsonAnswer } from './refusal.ts';
import type { StandIn } from './stand-in.ts';

/** What the stand-in for KMS needs. */
export interface KmsCallsOptions {
  readonly keyring: Keyring;
  /** Their variables say which key is the ledger's. */
  readonly functions: () => readonly Pick<LocalFunction, 'environment'>[];
  /** The pools, whose custom senders' codes are encrypted under keys. */
  readonly pools: () => readonly Pick<LocalPoolDefinition, 'kmsKeyId'>[];
}

/**
 * Stands in for KMS: symmetric encryption, data keys and MACs, under the keys of this machine. What the local pool itself encrypts by
 * is never asked for elsewhere: the ledger's key, and those of custom senders.
 */
export const kmsCalls = ({ keyring, functions, pools }: KmsCallsOptions): StandIn => {
  const isOwn = ({ KeyId: named, CiphertextBlob: blob }: KmsMembers): boolean => {
    if (typeof blob === 'string' && keyArnOfBlob(Buffer.from(blob, 'base64')) !== undefined) return true;
    const own = [
      ...functions().flatMap(({ environment }) => environment.COUNTERSIGN_LEDGER_KEY ?? []),
      ...pools().flatMap(({ kmsKeyId }) => kmsKeyId ?? []),
    ];
    return typeof named === 'string' && own.map(keyring.arnOf).includes(keyring.arnOf(named));
  };
  return {
    take(call, elsewhere) {
      const { service, operation } = call;
      if (service.id !== 'KMS' || !isKmsOperation(operation)) return undefined;
      if (elsewhere && !isOwn(membersOf(call) ?? {})) return undefined;
      return () => jsonAnswer(call, 200, callKms(keyring, operation, demandMembers(call)));
    },
  };
};

import type { Keyring } from '../kms/keyring.ts';
import type { LocalFunction } from '../model.ts';
import { demandMembers, membersOf } from './json-members.ts';
import { callKms, isKmsOperation } from './kms-operations.ts';
import { jsonAnswer } from './refusal.ts';
import type { StandIn } from './stand-in.ts';

/** What the stand-in for KMS needs. */
export interface KmsCallsOptions {
  readonly keyring: Keyring;
  /** Their variables say which key is the ledger's, which is never asked for elsewhere. */
  readonly functions: () => readonly Pick<LocalFunction, 'environment'>[];
}

/** Stands in for KMS: symmetric encryption, data keys and MACs, under the keys of this machine. */
export const kmsCalls = ({ keyring, functions }: KmsCallsOptions): StandIn => ({
  take(call, elsewhere) {
    const { service, operation } = call;
    if (service.id !== 'KMS' || !isKmsOperation(operation)) return undefined;
    const keyId = membersOf(call)?.KeyId;
    const ofLedger =
      keyId !== undefined && functions().some(({ environment }) => environment.COUNTERSIGN_LEDGER_KEY === keyId);
    if (elsewhere && !ofLedger) return undefined;
    return () => jsonAnswer(call, 200, callKms(keyring, operation, demandMembers(call)));
  },
});

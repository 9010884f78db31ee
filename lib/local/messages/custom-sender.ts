import { randomBytes } from 'node:crypto';
import type { TextMap } from '../../protocol/text-map.ts';
import { CustomSenderError } from '../errors.ts';
import type { EventInvocations } from '../event-invocations.ts';
import { KEY_BYTES, sealBlob } from '../kms/ciphertext-blob.ts';
import type { Keyring } from '../kms/keyring.ts';
import type { LocalPoolDefinition } from '../model.ts';
import type { CustomSender } from '../settings/custom-senders.ts';
import { elapsedSince, type Trace, type TriggerTrace } from '../trace.ts';
import { seal } from './encryption-sdk-message.ts';

/** What a custom sender is to send. */
export interface SenderEvent {
  readonly userName: string;
  readonly request: { readonly code: string; readonly userAttributes: TextMap } & Readonly<Record<string, unknown>>;
}

/** Has custom senders invoked. */
export interface CustomSenders {
  /**
   * Encrypts the code of an event, and has the function invoked. Nobody waits for it, and no call fails by it.
   *
   * @param event with the code in plain text
   */
  give(pool: LocalPoolDefinition, sender: CustomSender, event: SenderEvent, requestId: string): void;
}

/** What having them invoked needs. */
export interface CustomSendersOptions {
  readonly keyring: Keyring;
  readonly events: Pick<EventInvocations, 'begin'>;
  readonly trace: Trace;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Told why one wasn't invoked. */
  readonly onError: (error: CustomSenderError, sender: CustomSender) => void;
}

/** What is authenticated beside the code, and what Decrypt is asked in (docs/cognito.md#12-events). */
const contextOf = ({ userPoolId }: LocalPoolDefinition): TextMap => ({ 'userpool-id': userPoolId });

/** Has custom senders invoked, as Cognito does: with a code that the AWS Encryption SDK decrypts by the pool's key. */
export function customSenders({ keyring, events, trace, now, onError }: CustomSendersOptions): CustomSenders {
  /** @throws CustomSenderError, KeyUseError */
  function sealed(code: string, pool: LocalPoolDefinition, sender: CustomSender): string {
    if (pool.kmsKeyId === undefined) {
      throw new CustomSenderError(
        `${sender} of ${pool.logicalId} has no key to encrypt the code with, and Cognito would take no such pool: name a ` +
          'symmetric one (KMSKeyID in LambdaConfig, customSenderKmsKey in CDK).',
      );
    }
    const key = keyring.keyFor('Encrypt', pool.kmsKeyId, 'SYMMETRIC_DEFAULT');
    return seal(code, contextOf(pool), (context) => {
      const plaintext = randomBytes(KEY_BYTES);
      return { plaintext, ciphertext: sealBlob(key, plaintext, context), keyArn: key.keyArn };
    });
  }

  return {
    give(pool, sender, event, requestId) {
      const functionArn = pool.lambdaConfig[sender] ?? '';
      const traced = { requestId, at: now(), trigger: sender, functionArn, userName: event.userName };
      const begun = performance.now();
      const tries: TriggerTrace['tries'][number][] = [];
      const end = (outcome: TriggerTrace['outcome'], errorMessage?: string): void =>
        trace.add({
          ...{ kind: 'trigger', ...traced, durationMs: elapsedSince(begun), outcome, tries },
          ...(errorMessage !== undefined && { errorMessage }),
        });
      trace.add({ kind: 'trigger-begin', ...traced });
      try {
        if (pool.deniedTriggers?.includes(sender)) {
          throw new CustomSenderError(
            `${functionArn} has no permission to be invoked by ${pool.logicalId}: Cognito would get AccessDeniedException.`,
          );
        }
        const code = sealed(event.request.code, pool, sender);
        const payload = JSON.stringify({ ...event, request: { ...event.request, code } });
        const isBegun = events.begin(functionArn, payload, ({ failure, againAfterMs }, invocation) => {
          tries.push(...(invocation?.tries ?? []));
          if (againAfterMs === undefined) end(invocation?.kind ?? 'not invoked', failure);
        });
        if (!isBegun)
          throw new CustomSenderError(`${functionArn} is no function of the app, so that nothing was sent.`);
      } catch (cause) {
        const error = cause instanceof CustomSenderError ? cause : notSealed(cause, pool);
        end('not invoked', error.message);
        onError(error, sender);
      }
    },
  };
}

const notSealed = (cause: unknown, { kmsKeyId }: LocalPoolDefinition): CustomSenderError =>
  new CustomSenderError(
    `The code can't be encrypted under ${kmsKeyId}: ${cause instanceof Error ? cause.message : String(cause)}`,
    { cause },
  );

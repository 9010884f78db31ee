import { type AwsJsonService, callAwsJson } from '../../../lib/aws/call-json.ts';
import type { Environment } from '../../../lib/aws/environment.ts';

/** What a function signs with here. */
export const SIGNER = { AWS_REGION: 'eu-central-1', AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' };

/** Calls operations as the handlers do: signed, over `fetch`. */
export const jsonCall =
  (environment: Environment) =>
  (service: AwsJsonService, operation: string, input: object): Promise<Readonly<Record<string, unknown>>> =>
    callAwsJson(
      {
        environment: { ...SIGNER, ...environment },
        fetch,
        now: Date.now,
        signal: new AbortController().signal,
      },
      { service, operation, input, limit: 20_000 },
    );

import type { TextMap } from '../../protocol/text-map.ts';
import type { SignInResponse, SignInRuntime } from '../sign-in-runtime.ts';
import type { Fits } from './shapes.ts';

/** What Cognito tells of one of its own challenges. */
export interface Told {
  readonly texts: TextMap;
  /**
   * A value that is as it must be.
   *
   * @throws ResponseError which names it.
   */
  fitting<Value>(name: string, value: unknown, fits: Fits<Value>): Value;
  /**
   * A parameter that is JSON.
   *
   * @param missing what is read where Cognito tells none. @default - none: Cognito must
   * @throws ResponseError if it is no JSON, or JSON of another shape.
   */
  json<Value>(name: string, fits: Fits<Value>, missing?: string): Value;
}

/** Reads what Cognito tells of a challenge. */
export function toldOf({ ResponseError }: SignInRuntime, pending: SignInResponse): Told {
  const { ChallengeName, ChallengeParameters: texts = {} } = pending;
  const told: Told = {
    texts,
    fitting(name, value, fits) {
      // Never the value, which may be personal.
      if (!fits(value)) throw new ResponseError(`no answer of Cognito: ${name} of ${ChallengeName} makes no sense`);
      return value;
    },
    json(name, fits, missing = '') {
      let value: unknown;
      try {
        value = JSON.parse(texts[name] ?? missing);
      } catch {
        // What the parser says quotes it.
      }
      return told.fitting(name, value, fits);
    },
  };
  return told;
}

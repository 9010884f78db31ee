import type { ServiceCall } from './service-call.ts';

/** A call that nothing here answers. */
export interface RefusedCall {
  /** In signatures: `s3`. */
  readonly service: string;
  readonly operation: string;
  /** What was answered: one sentence, and what to do. */
  readonly message: string;
}

/** What to do beside giving an endpoint, by the service's id. */
const OTHER_WAYS: Readonly<Record<string, string>> = {
  DYNAMODB: ', by --dynamodb URL, or install dynalite: npm i -D dynalite',
};

/** Says of a call that there is no stand-in, and what to do. */
export const noStandIn = ({ service: { signingName, id }, operation }: ServiceCall): string =>
  `The local pool has no stand-in for ${operation} of ${signingName}; nothing left this machine. ` +
  `Give the functions an endpoint: --env AWS_ENDPOINT_URL_${id}=http://127.0.0.1:PORT${OTHER_WAYS[id] ?? ''}`;

/** Tells of the first call of each service: a function that masks its error would hide why it fails. */
export function oncePerService(say: (line: string) => void): (refused: RefusedCall) => void {
  const told = new Set<string>();
  return ({ service, message }) => {
    if (told.has(service)) return;
    told.add(service);
    say(message);
  };
}

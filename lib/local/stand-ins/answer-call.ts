import type { KeptStore } from '../kept-store.ts';
import type { LocalFunction } from '../model.ts';
import { forward } from './beyond-stand-ins.ts';
import { assertSigned, refuse, StandInRefusal } from './refusal.ts';
import { noStandIn, type RefusedCall } from './refused-call.ts';
import type { ServiceCall } from './service-call.ts';
import type { Elsewhere, StandIn } from './stand-in.ts';

/** The error of a call that nothing here can answer. */
const NO_STAND_IN = 'NoStandIn';

/** What answering calls takes. */
export interface AnswerCallOptions {
  /** Asked in this order. */
  readonly standIns: readonly StandIn[];
  readonly kept: Pick<KeptStore, 'assertThere' | 'faultOf'>;
  /** Their variables say where they are to find what no stand-in takes. */
  readonly functions: () => readonly Pick<LocalFunction, 'environment'>[];
  /** Whether calls are forwarded within this machine alone. */
  readonly offline: boolean;
  /** Told of each call that nothing here answers. */
  readonly onRefused: (refused: RefusedCall) => void;
}

/**
 * Makes what answers functions' calls of AWS: by the stand-in that takes the call, else from where the functions' own variables
 * lead (`AWS_ENDPOINT_URL_SERVICE`, `AWS_ENDPOINT_URL`), else by a refusal. No call leaves the machine.
 *
 * @throws StorageError, and what is no fault of the call's
 */
export function answerCall({ standIns, kept, functions, offline, onRefused }: AnswerCallOptions) {
  const variable = (name: string): string | undefined =>
    functions().find(({ environment }) => environment[name])?.environment[name];

  async function answerOf(call: ServiceCall): Promise<Response> {
    const own = variable(`AWS_ENDPOINT_URL_${call.service.id}`);
    const endpoint = own ?? variable('AWS_ENDPOINT_URL');
    const elsewhere: Elsewhere = endpoint === undefined ? undefined : own ? 'service' : 'all';
    for (const standIn of standIns) {
      const answer = standIn.take(call, elsewhere);
      if (!answer) continue;
      if (!standIn.takesUnsigned) assertSigned(call);
      kept.assertThere();
      return await answer();
    }
    if (endpoint !== undefined) return await forward(call, endpoint, offline);
    throw new StandInRefusal(NO_STAND_IN, noStandIn(call));
  }

  return async (call: ServiceCall): Promise<Response> => {
    try {
      return await answerOf(call);
    } catch (error) {
      if (!(error instanceof StandInRefusal)) throw kept.faultOf(error);
      const { type, message } = error;
      const { service, operation } = call;
      if (type === NO_STAND_IN) onRefused({ service: service.signingName, operation, message });
      return refuse(call, error);
    }
  };
}

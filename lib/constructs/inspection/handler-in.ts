import { CALLBACK_HANDLERS_REMOVED } from '../../protocol/callback-handlers.ts';
import type { MadeHandler } from '../../protocol/made-handlers.ts';
import { CallbackHandlerError, ForeignModuleError } from '../errors.ts';
import { HANDLERS } from '../handler-source.ts';
import type { ModuleReport } from './inspection-report.ts';

/** From so many parameters on, the last one is a callback: so Lambda counts. */
const WITH_CALLBACK = 3;

/**
 * The handler of ours that a module exports, by what was reported of it.
 *
 * @param source what errors call the module
 * @throws CallbackHandlerError where Lambda would not load it on Node.js 24; ForeignModuleError where it isn't ours
 * @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html
 */
export function handlerIn(report: ModuleReport, source: string): NonNullable<ModuleReport['handler']> {
  const { exports, handler, parameters = 0, made } = report;
  const isWrapped = !handler && made.length > 0 && exports.includes('handler');
  if (parameters >= WITH_CALLBACK) {
    throw new CallbackHandlerError(
      `${source} exports a handler of ${parameters} parameters. On nodejs24.x Lambda refuses it when it loads it, with ` +
        `Runtime.CallbackHandlerDeprecated: "${CALLBACK_HANDLERS_REMOVED}" ` +
        (isWrapped ? wrapped(made) : `One that this framework makes has two: ${MAKE_IT}`),
    );
  }
  if (handler) return handler;
  throw new ForeignModuleError(
    isWrapped
      ? `The handler of ${source} can't be deployed. ${wrapped(made)}`
      : `${source} exports no handler of this framework (${listed(exports)}): ${MAKE_IT}`,
  );
}

const MAKE_IT =
  'export const handler = defineAuthChallengeHandler(signIn), createAuthChallengeHandler, ' +
  'verifyAuthChallengeResponseHandler or deliverMessageHandler';

const listed = (exports: readonly string[]): string =>
  exports.length === 0 ? 'it exports nothing' : `it exports ${exports.join(', ')}`;

/** Which library wraps it isn't told: no wrapper can be known by what it looks like. */
function wrapped(made: readonly MadeHandler['trigger'][]): string {
  const [trigger] = made as [MadeHandler['trigger']];
  const { factory } = HANDLERS[trigger];
  const instead =
    trigger === 'DeliverMessage'
      ? "Do in the challenge's deliver what the wrapper does"
      : `Let the wrapper be a middleware, ${factory}(signIn).use({ before, after, onError })`;
  return (
    `It isn't the one that ${factory}() made, though one was made in it: is it wrapped? What stands around a handler could ` +
    `answer Cognito without the flow. ${instead}: docs/own-challenges.md#wrappers has Sentry, Datadog and OpenTelemetry`
  );
}

import type {
  CallTrace,
  EventTry,
  FunctionLog,
  LocalPoolDefinition,
  TraceEvent,
  TriggerTrace,
} from '../../local/index.ts';
import { isRecord } from '../../protocol/is-record.ts';
import { clockTime } from './clock-time.ts';
import { adviceOn, adviceOnOutput, unknownUser, type WhyNot } from './sign-in-advice.ts';

/** What reports may be told. */
export interface SignInReportsOptions {
  /** The pools that run. @default - none */
  readonly pools?: () => readonly Pick<LocalPoolDefinition, 'usernameAttributes'>[];
  /** How much later than its answer a function's log may come, in milliseconds. @default 150 */
  readonly logsAfterMs?: number;
}

/** Tells of sign-ins: a line for each thing that a client asks or answers. */
export interface SignInReports {
  onTrace(event: TraceEvent): void;
  /** What a function says of its own decision: why it refused. */
  onLog(log: Pick<FunctionLog, 'text'>): void;
  /** Tells of a message that wasn't delivered. */
  onEventTry(tried: EventTry): void;
  /** Tells no more. */
  close(): void;
}

/** Of a trigger's log line what a report takes. */
interface Said extends WhyNot {
  readonly challenge?: string | undefined;
  readonly error?: string | undefined;
}

const OPERATIONS = new Set([
  'InitiateAuth',
  'RespondToAuthChallenge',
  'AdminInitiateAuth',
  'AdminRespondToAuthChallenge',
]);
const KEPT = 500;

/**
 * Follows the local pool's trace and its functions' logs, and says in one line how each step of a sign-in came out: never
 * what was answered, and no code.
 *
 * @example
 * const reports = signInReports(console.log);
 * local.trace.subscribe(reports.onTrace);
 */
export function signInReports(
  say: (line: string) => void,
  { pools = () => [], logsAfterMs = 150 }: SignInReportsOptions = {},
): SignInReports {
  const triggers = new Map<string, TriggerTrace[]>();
  const said = new Map<string, Said>();
  /** What people typed, by the user name that triggers see. */
  const typed = new Map<string, string>();
  const timers = new Set<NodeJS.Timeout>();

  function report(call: CallTrace, invoked: readonly TriggerTrace[]): void {
    const [first] = invoked;
    const begins = call.operation.endsWith('InitiateAuth');
    const given = call.username ?? first?.userName;
    if (given === undefined) return;
    if (begins) for (const { userName } of invoked) keep(typed, userName, given);
    const who = typed.get(given) ?? typed.get(first?.userName ?? '') ?? given;
    const saidOf = ({ tries }: TriggerTrace): Said => said.get(tries.at(-1)?.requestId ?? '') ?? {};
    const unknown = begins && (call.errorType === 'UserNotFoundException' || invoked.some((each) => each.userNotFound));
    const parts = unknown ? [unknownUser(call, who, pools())] : describe(call, invoked, saidOf);
    const [advice = ''] = unknown
      ? []
      : [...invoked.flatMap((each) => adviceOn(saidOf(each), who)), ...advised(call, invoked)];
    const told = OPERATIONS.has(call.operation) ? parts : [call.operation, ...parts];
    if (parts.length > 0) say(`${timeOf(call)}  ${who}: ${told.join(', ')}${advice && `. ${advice}`}`);
  }

  function after(tell: () => void): void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      tell();
    }, logsAfterMs);
    timers.add(timer);
  }

  return {
    onTrace(event) {
      if (event.kind === 'trigger') {
        const { requestId } = event;
        keep(triggers, requestId, [...(triggers.get(requestId) ?? []), event]);
        return;
      }
      if (event.kind !== 'call') return;
      const invoked = triggers.get(event.requestId) ?? [];
      triggers.delete(event.requestId);
      // Of other calls what their triggers did wrong is told alone: nothing else says it here.
      if (!OPERATIONS.has(event.operation) && !invoked.some(({ outcome }) => outcome !== 'answered')) return;
      after(() => report(event, invoked));
    },
    onLog({ text }) {
      const line = parse(text);
      if (typeof line?.requestId !== 'string' || typeof line.decision !== 'string') return;
      const error = isRecord(line.error) ? [line.error.name, line.error.message] : [];
      keep(said, line.requestId, {
        challenge: textOf(line.challenge),
        reason: textOf(line.reason),
        error: error.filter((part) => typeof part === 'string').join(': ') || undefined,
        errorCode: isRecord(line.error) ? textOf(line.error.code) : undefined,
      });
    },
    onEventTry({ functionName, requestId = '', failure, againAfterMs }) {
      if (failure === undefined) return;
      const at = clockTime(Date.now());
      after(() => {
        const { challenge, error = failure } = said.get(requestId) ?? {};
        const next = againAfterMs === undefined ? 'it is not tried again' : `tried again in ${againAfterMs / 1000} s`;
        const what =
          challenge === undefined
            ? `${functionName} isn't known to have sent its message`
            : `the message of ${challenge} isn't known to have been sent`;
        say(`${at}  ${what} (${error}): ${next}`);
      });
    },
    close() {
      for (const timer of timers) clearTimeout(timer);
    },
  };
}

/** When it was answered: after what it sent, which is told before. */
const timeOf = ({ at, durationMs }: CallTrace): string => clockTime(at + durationMs);

/** What came of a call: what was found of the answer, then what follows. */
function describe(
  call: CallTrace,
  invoked: readonly TriggerTrace[],
  saidOf: (trigger: TriggerTrace) => Said,
): readonly string[] {
  const { status, errorType, errorMessage } = call;
  const refusal = `${errorMessage ?? ''} (${errorType})`;
  const refused = refusedOutput(call, invoked);
  const parts: string[] = [];
  for (const event of invoked) {
    const { trigger, outcome, decision = {} } = event;
    const { challenge, reason, error } = saidOf(event);
    const why = [reason, error].filter((part) => part !== undefined).join(', ');
    const thrown = why || firstLineOf(event.errorMessage);
    if (event === refused) parts.push(`${trigger} answered what Cognito refuses: ${refusal}`);
    else if (outcome === 'failed') parts.push(`${trigger} failed${thrown && ` (${thrown})`}`);
    else if (outcome === 'timed out') parts.push(`${trigger} did not answer in time`);
    else if (outcome === 'not invoked') parts.push(`${trigger} can't be invoked`);
    else if (decision.answerCorrect === true) parts.push('right answer');
    else if ('answerCorrect' in decision && reason === 'instead') parts.push('asked for something else than to answer');
    else if ('answerCorrect' in decision) parts.push(`${kindOfWrong(saidOf(event))}${why && ` (${why})`}`);
    else if (decision.issueTokens === true) parts.push(...(status === 200 ? ['signed in'] : []));
    else if (decision.failAuthentication === true) parts.push(`refused${why && ` (${why})`}`);
    else if (trigger === 'CreateAuthChallenge')
      parts.push(`asked ${challenge ?? 'a challenge'}${notes(reason, error)}`);
  }
  const isExplained = invoked.some(
    (event) => event === refused || event.outcome !== 'answered' || event.decision?.failAuthentication === true,
  );
  if (status !== 200 && !isExplained) parts.push(`refused: ${refusal}`.replace(':  (', ' ('));
  return parts;
}

/** The trigger whose answer ended the call: the last one, where the error is Cognito's about an answer. */
function refusedOutput({ errorType }: CallTrace, invoked: readonly TriggerTrace[]): TriggerTrace | undefined {
  const last = invoked.at(-1);
  if (last?.outcome !== 'answered') return undefined;
  if (errorType === 'InvalidLambdaResponseException') return last;
  // Create is asked of who goes on: nothing refuses them after it but a lack of private parameters.
  return last.trigger === 'CreateAuthChallenge' && errorType === 'NotAuthorizedException' ? last : undefined;
}

const advised = (call: CallTrace, invoked: readonly TriggerTrace[]): readonly string[] => {
  const refused = refusedOutput(call, invoked);
  return refused === undefined ? [] : adviceOnOutput(refused.trigger, call);
};

/** Of what a function throws: its stack stands in its log. */
const firstLineOf = (text = ''): string => {
  const [line = ''] = text.trim().split('\n');
  return line.length > LONGEST_ERROR ? `${line.slice(0, LONGEST_ERROR)}…` : line;
};
const LONGEST_ERROR = 300;

/** What is said of a challenge that is asked: that its message wasn't sent, and what failed. */
function notes(reason: string | undefined, error: string | undefined): string {
  const noted = [reason === 'message-budget' ? 'nothing was sent: message-budget' : undefined, error];
  const said = noted.filter((part) => part !== undefined).join(', ');
  return said && ` (${said})`;
}

/** Of what nobody looked at it isn't known. */
const kindOfWrong = ({ reason, errorCode }: Said): string =>
  reason === 'locked' || errorCode === 'ledger-unavailable' ? 'answer not looked at' : 'wrong answer';

/** Keeps what is new, and forgets what is old. */
function keep<T>(map: Map<string, T>, key: string, value: T): void {
  map.delete(key);
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > KEPT && oldest !== undefined) map.delete(oldest);
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

function parse(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const line: unknown = JSON.parse(text);
    return isRecord(line) ? line : undefined;
  } catch {
    return undefined;
  }
}

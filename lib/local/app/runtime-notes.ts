/** What a version of Node.js brought that code may use without knowing it. */
const BROUGHT: readonly (readonly [version: number, names: readonly string[]])[] = [
  [20, ['Array.prototype.toSorted']],
  [22, ['WebSocket', 'navigator', 'Promise.withResolvers', 'Iterator']],
  [24, ['RegExp.escape', 'URLPattern']],
];

/**
 * From which day on Lambda creates no more functions on a runtime, as its page had it in June 2026. The days that lie ahead have
 * been moved before. On a runtime older than these it creates none.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html
 */
const NO_MORE_CREATED: Readonly<Record<number, string>> = {
  16: '2027-02-01',
  18: '2027-02-01',
  20: '2027-02-01',
  22: '2027-06-01',
  24: '2028-06-01',
};
const OLDEST_KNOWN = Math.min(...Object.keys(NO_MORE_CREATED).map(Number));
const NEWEST_KNOWN = Math.max(...Object.keys(NO_MORE_CREATED).map(Number));

/** On what the functions run here, and when. */
export interface RunsHere {
  /** The major version of Node.js. @default - this process's */
  readonly node?: number;
  /** @default - today */
  readonly today?: Date;
}

/**
 * What is to be known of a function's runtime, a sentence each: that another version of Node.js runs it here, with what differs;
 * that Lambda can't create a function on it any more.
 *
 * @param runtime as in the template: `nodejs20.x`
 */
export function runtimeNotes(
  runtime: string,
  { node = Number.parseInt(process.versions.node, 10), today = new Date() }: RunsHere = {},
): readonly string[] {
  const version = Number(/^nodejs(\d+)/.exec(runtime)?.[1] ?? 0);
  return [...otherVersionNote(runtime, version, node), ...retiredNote(runtime, version, today)];
}

function otherVersionNote(runtime: string, version: number, node: number): readonly string[] {
  if (version === node) return [];
  const [older, newer] = [Math.min(version, node), Math.max(version, node)];
  const names = BROUGHT.flatMap(([since, brought]) => (older < since && since <= newer ? brought : []));
  const runs = `${runtime} runs on Node ${node} here`;
  if (names.length === 0) return [`${runs}.`];
  const list = names.join(', ');
  return [version < node ? `${runs}: what uses ${list} works here and fails in Lambda.` : `${runs}, without ${list}.`];
}

function retiredNote(runtime: string, version: number, today: Date): readonly string[] {
  const from = NO_MORE_CREATED[version];
  const isRetired = from === undefined ? version < OLDEST_KNOWN : Date.parse(from) <= today.getTime();
  if (!isRetired) return [];
  return [`Lambda creates no functions on ${runtime} any more: name a newer runtime, nodejs${NEWEST_KNOWN}.x say.`];
}

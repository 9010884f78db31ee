import type { AppClient, ClientSettings, FlowFacts } from './settings.ts';

/** What a client's sessions last where it says nothing, and what Cognito takes: minutes. */
const DEFAULT = 3;
const MOST = 15;

const TAKE_THE_FLOW: ReadonlySet<unknown> = new Set(['ALLOW_CUSTOM_AUTH', 'CUSTOM_AUTH_FLOW_ONLY']);

/** As long as the slowest challenge needs, in minutes, within what Cognito allows. */
export function sessionMinutesOf({ challenges }: Pick<FlowFacts, 'challenges'>): number {
  const minutes = challenges.map(({ needs }) => needs.sessionMinutes ?? DEFAULT);
  return Math.min(MOST, Math.ceil(Math.max(DEFAULT, ...minutes)));
}

/** Whether a client may begin the flow. Where it names no flows, Cognito lets it begin this one too. */
const mayTakeTheFlow = ({ ExplicitAuthFlows: flows }: ClientSettings): boolean =>
  !Array.isArray(flows) ||
  flows.length === 0 ||
  flows.some((each) => typeof each !== 'string' || TAKE_THE_FLOW.has(each));

/** Says of a client that takes the flow where its sessions end before a challenge can be answered. */
export function shortSessions(
  { name, settings, wording }: AppClient,
  flow: Pick<FlowFacts, 'challenges'>,
): readonly string[] {
  const { AuthSessionValidity: validity = DEFAULT } = settings;
  if (!mayTakeTheFlow(settings)) return [];
  const needed = sessionMinutesOf(flow);
  if (typeof validity !== 'number' || validity >= needed) return [];
  const set = {
    cdk: `authSessionValidity: Duration.minutes(${needed})`,
    cloudformation: `AuthSessionValidity: ${needed}`,
  };
  return [
    `app client ${name} keeps a session for ${validity} minutes, and a challenge of the flow may take ${needed}: ` +
      `set ${set[wording]}`,
  ];
}

/**
 * For how many minutes a sign-in by the flow may be answered at least, whichever client began it. Undefined where that isn't
 * known of each client, or where none takes the flow.
 */
export function shortestSession(clients: readonly Pick<AppClient, 'settings'>[]): number | undefined {
  const minutes = clients
    .filter(({ settings }) => mayTakeTheFlow(settings))
    .map(({ settings: { AuthSessionValidity: validity = DEFAULT } }) => validity);
  return minutes.length > 0 && minutes.every((each) => typeof each === 'number') ? Math.min(...minutes) : undefined;
}

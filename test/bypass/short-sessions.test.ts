import { expect, it } from 'vitest';
import type { ClientSettings, Wording } from '../../lib/bypass/settings.ts';
import { sessionMinutesOf, shortestSession, shortSessions } from '../../lib/bypass/short-sessions.ts';

const flowOf = (...minutes: readonly (number | undefined)[]) => ({
  challenges: minutes.map((sessionMinutes) => ({ name: 'code', needs: sessionMinutes ? { sessionMinutes } : {} })),
});
const warnings = (settings: ClientSettings, wording: Wording = 'cdk') =>
  shortSessions({ name: 'Mobile', settings, wording }, flowOf(3, 10));

it.each([
  [[], 3],
  [[undefined], 3],
  [[1], 3],
  [[4.2, 3], 5],
  [[60], 15],
])('sessions last as long as the slowest challenge needs, within what Cognito takes: %j', (minutes, most) => {
  expect(sessionMinutesOf(flowOf(...minutes))).toBe(most);
});

it.each([{}, { AuthSessionValidity: 9, ExplicitAuthFlows: ['ALLOW_CUSTOM_AUTH'] }])(
  'a client whose sessions end sooner is named: %j',
  (settings) => {
    expect(warnings(settings)).toEqual([
      `app client Mobile keeps a session for ${settings.AuthSessionValidity ?? 3} minutes, and a challenge of the flow ` +
        'may take 10: set authSessionValidity: Duration.minutes(10)',
    ]);
    expect(warnings(settings, 'cloudformation')[0]).toMatch(/set AuthSessionValidity: 10$/);
  },
);

it.each([
  { AuthSessionValidity: 10 },
  { AuthSessionValidity: { Ref: 'Later' } },
  { ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH'] },
])('one that lasts, whose sessions aren’t known, or that doesn’t take the flow, is not: %j', (settings) => {
  expect(warnings(settings)).toEqual([]);
});

it.each<[number | undefined, readonly ClientSettings[]]>([
  [15, [{ AuthSessionValidity: 15 }]],
  [5, [{ AuthSessionValidity: 15 }, { AuthSessionValidity: 5, ExplicitAuthFlows: ['ALLOW_CUSTOM_AUTH'] }]],
  [3, [{ AuthSessionValidity: 15 }, {}]],
  [15, [{ AuthSessionValidity: 15 }, { AuthSessionValidity: 4, ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH'] }]],
  [4, [{ AuthSessionValidity: 15 }, { AuthSessionValidity: 4, ExplicitAuthFlows: { Ref: 'Flows' } }]],
  [4, [{ AuthSessionValidity: 15 }, { AuthSessionValidity: 4, ExplicitAuthFlows: [{ Ref: 'Flow' }] }]],
  [undefined, [{ AuthSessionValidity: 15 }, { AuthSessionValidity: { Ref: 'Later' } }]],
  [undefined, [{ AuthSessionValidity: '15' }]],
  [undefined, [{ ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH'] }]],
  [undefined, []],
])('the shortest session by which the flow may be answered is %j of %j', (minutes, all) => {
  expect(shortestSession(all.map((settings) => ({ settings })))).toBe(minutes);
});

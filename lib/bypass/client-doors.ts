import { readByUsers, writtenByUsers } from './client-attributes.ts';
import type { GuardedAttribute } from './guarded-attributes.ts';
import type { AppClient, ClientSettings, Finding, Wording } from './settings.ts';

/** Something that a client allows, and what to set so that it doesn't. */
interface Door {
  readonly allows: string;
  readonly set: Readonly<Record<Wording, string>>;
}

/** The flows that lead through ours, or prolong what came through it. */
const NO_DOORS: ReadonlySet<unknown> = new Set([
  'ALLOW_CUSTOM_AUTH',
  'ALLOW_REFRESH_TOKEN_AUTH',
  'CUSTOM_AUTH_FLOW_ONLY',
]);

/**
 * What an app client lets users do beside the flow: come in another way, choose what the sign-in depends on, read what it
 * keeps secret, learn who exists. What is known only at deployment counts as allowed.
 *
 * @param guarded the attributes that users should not write
 * @returns one finding at most: it names all that the client allows, and all that is to be set
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html
 * @example
 * clientDoors({ name: 'Web', settings: { ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH'] }, wording: 'cdk' }, []);
 * // [{ id: 'Web: allows ALLOW_USER_SRP_AUTH, tells who exists', message: 'app client Web …' }]
 */
export function clientDoors(
  { name, settings, wording }: AppClient,
  guarded: readonly GuardedAttribute[],
): readonly Finding[] {
  const doors = [
    ...templateDoors(settings),
    ...flowDoors(settings),
    ...oAuthDoors(settings),
    ...attributeDoors(settings, guarded),
    ...existenceDoors(settings),
    ...revocationDoors(settings),
  ];
  if (doors.length === 0) return [];
  const allowed = doors.map(({ allows }) => allows).join(', ');
  const toSet = [...new Set(doors.map(({ set }) => set[wording]))].join(', ');
  return [
    { id: `${name}: ${allowed}`, message: `app client ${name} leads round the flow: it ${allowed}; set ${toSet}` },
  ];
}

/** Settings that a macro writes at deployment. */
function templateDoors(settings: ClientSettings): readonly Door[] {
  if (!Object.keys(settings).some((key) => key.startsWith('Fn::'))) return [];
  const plain = 'its properties one by one';
  return [{ allows: 'has settings known only at deployment', set: { cdk: plain, cloudformation: plain } }];
}

const FLOWS = {
  cdk: 'authFlows: { custom: true }',
  cloudformation: 'ExplicitAuthFlows: [ALLOW_CUSTOM_AUTH, ALLOW_REFRESH_TOKEN_AUTH]',
};

function flowDoors({ ExplicitAuthFlows: flows }: ClientSettings): readonly Door[] {
  if (flows === undefined || (Array.isArray(flows) && flows.length === 0)) {
    return [{ allows: 'allows SRP since it names no flows', set: FLOWS }];
  }
  if (!Array.isArray(flows)) return [{ allows: 'allows flows known only at deployment', set: FLOWS }];
  const open = flows.filter((flow) => !NO_DOORS.has(flow));
  const names = open.map((flow) => (typeof flow === 'string' ? flow : 'a flow known only at deployment'));
  return [...new Set(names)].map((flow) => ({ allows: `allows ${flow}`, set: FLOWS }));
}

/** By client credentials a machine comes in, and no user. */
const isForMachines = (flows: unknown): boolean =>
  Array.isArray(flows) && flows.length === 1 && flows[0] === 'client_credentials';

// AllowedOAuthFlows say nothing without it: false, which is the default, permits sign-in by the API alone.
const oAuthDoors = ({
  AllowedOAuthFlowsUserPoolClient: oAuth,
  AllowedOAuthFlows: flows,
}: ClientSettings): readonly Door[] =>
  oAuth === undefined || oAuth === false || isForMachines(flows)
    ? []
    : [
        {
          allows: 'allows OAuth',
          set: { cdk: 'disableOAuth: true', cloudformation: 'AllowedOAuthFlowsUserPoolClient: false' },
        },
      ];

function attributeDoors(settings: ClientSettings, guarded: readonly GuardedAttribute[]): readonly Door[] {
  const door = (verb: 'write' | 'read', list: string, attributes: readonly GuardedAttribute[]): readonly Door[] => {
    const without = `a list without ${attributes.map(({ name }) => name).join(' and ')}`;
    const set = { cdk: `${list}: ${without}`, cloudformation: `${list[0]?.toUpperCase()}${list.slice(1)}: ${without}` };
    return attributes.map(({ name, because }) => ({
      allows: `lets users ${verb} ${name} (${because.join(', ')})`,
      set,
    }));
  };
  return [
    ...door('write', 'writeAttributes', writtenByUsers(settings, guarded)),
    ...door('read', 'readAttributes', readByUsers(settings, guarded)),
  ];
}

const existenceDoors = ({ PreventUserExistenceErrors: prevent }: ClientSettings): readonly Door[] =>
  prevent === 'ENABLED'
    ? []
    : [
        {
          allows: 'tells who exists',
          set: { cdk: 'preventUserExistenceErrors: true', cloudformation: 'PreventUserExistenceErrors: ENABLED' },
        },
      ];

// Left out, it is on.
const revocationDoors = ({ EnableTokenRevocation: enabled }: ClientSettings): readonly Door[] =>
  enabled === undefined || enabled === true
    ? []
    : [
        {
          allows: 'lets tokens outlive their revocation',
          set: { cdk: 'enableTokenRevocation: true', cloudformation: 'EnableTokenRevocation: true' },
        },
      ];

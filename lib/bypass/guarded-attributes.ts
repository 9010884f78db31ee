import { isRequired, isSignInName, keepsOriginal } from './pool-attributes.ts';
import type { FlowFacts, PoolSettings } from './settings.ts';

/** What would let users write an attribute safely: the pool's doing, or the flow's. */
export type Remedy = 'keep-original' | 'require' | 'other-attribute';

/** An attribute that a sign-in depends on, so that users should not write it. */
export interface GuardedAttribute {
  readonly name: string;
  /** What depends on it, in words: `the flow asks about it`, `pin decides by it`. */
  readonly because: readonly string[];
  /** Whether users should not read it either. */
  readonly secret: boolean;
  readonly remedies: readonly Remedy[];
  /** Why users write it all the same, where that can't be taken from them. */
  readonly stays?: 'address' | 'required' | 'sign-in name';
}

type Use = Omit<GuardedAttribute, 'because' | 'stays'> & { readonly because: string };

const ADDRESSES: ReadonlySet<string> = new Set(['email', 'phone_number']);

/** What a user writes to move these: Cognito takes them themselves from no client. */
const MOVED_BY: Readonly<Record<string, string>> = {
  email_verified: 'email',
  phone_number_verified: 'phone_number',
  'cognito:email_alias': 'email',
  'cognito:phone_number_alias': 'phone_number',
};

/** Set by Cognito or an administrator alone, whatever a client may write. */
const isBeyondUsers = (name: string): boolean =>
  name === 'sub' || name === 'identities' || name.startsWith('cognito:') || name.startsWith('dev:');

const writtenFor = (attribute: string): string | undefined =>
  Object.hasOwn(MOVED_BY, attribute) ? MOVED_BY[attribute] : isBeyondUsers(attribute) ? undefined : attribute;

/**
 * The attributes that users of a pool should not write, since the flow asks about them or a challenge decides by them or
 * keeps them secret.
 *
 * Left out is what users can't turn to their use: an address by which a challenge decides, where the pool keeps the old
 * one until the new one is verified; and the presence of what the pool requires.
 *
 * @see docs/cognito.md#34-attributes-that-users-write
 */
export function guardedAttributes(
  pool: PoolSettings,
  flow: Omit<FlowFacts, 'asksPassword'>,
): readonly GuardedAttribute[] {
  const asked = askedByFlow(pool, flow);
  const uses = [...asked, ...neededByChallenges(pool, flow)];
  return [...new Set(uses.map(({ name }) => name))].sort().map((name) => {
    const own = uses.filter((use) => use.name === name);
    const stays = whyItStays(
      pool,
      name,
      asked.some((use) => use.name === name),
    );
    return {
      name,
      because: [...new Set(own.map(({ because }) => because))],
      secret: own.some(({ secret }) => secret),
      remedies: [...new Set(own.flatMap(({ remedies }) => remedies))],
      ...(stays && { stays }),
    };
  });
}

function askedByFlow(
  pool: PoolSettings,
  { attributes, comparedAttributes }: Pick<FlowFacts, 'attributes' | 'comparedAttributes'>,
): readonly Use[] {
  return attributes.flatMap((attribute): readonly Use[] => {
    const name = writtenFor(attribute);
    if (name === undefined) return [];
    const remedies =
      name !== attribute
        ? addressRemedies(pool, name)
        : comparedAttributes.includes(attribute)
          ? (['other-attribute'] as const)
          : presenceRemedies(pool, name);
    if (remedies.length === 0) return [];
    return [{ name, because: `the flow asks about ${name === attribute ? 'it' : attribute}`, secret: false, remedies }];
  });
}

/** Nobody deletes what the pool requires: it is always there. */
const presenceRemedies = (pool: PoolSettings, name: string): readonly Remedy[] =>
  isRequired(pool, name) ? [] : ['require'];

/** An address stays verified where it can be neither deleted nor changed without a code. */
const addressRemedies = (pool: PoolSettings, name: string): readonly Remedy[] => [
  ...presenceRemedies(pool, name),
  ...(keepsOriginal(pool, name) ? [] : (['keep-original'] as const)),
];

function neededByChallenges(pool: PoolSettings, { challenges }: Pick<FlowFacts, 'challenges'>): readonly Use[] {
  return challenges.flatMap(({ name: challenge, needs: { attributes: { decides = [], secret = [] } = {} } }) => [
    ...decides.flatMap((attribute): readonly Use[] => {
      const name = writtenFor(attribute);
      // Without its address a challenge passes nobody, so deleting one opens nothing.
      if (name === undefined || (ADDRESSES.has(name) && keepsOriginal(pool, name))) return [];
      const because = `${challenge} decides by ${name === attribute ? 'it' : attribute}`;
      return [{ name, because, secret: false, remedies: [ADDRESSES.has(name) ? 'keep-original' : 'other-attribute'] }];
    }),
    ...secret.map(
      (name): Use => ({ name, because: `${challenge} keeps it secret`, secret: true, remedies: ['other-attribute'] }),
    ),
  ]);
}

function whyItStays(pool: PoolSettings, name: string, isAsked: boolean): GuardedAttribute['stays'] {
  if (isRequired(pool, name)) return 'required';
  if (isSignInName(pool, name)) return 'sign-in name';
  return ADDRESSES.has(name) && !isAsked ? 'address' : undefined;
}

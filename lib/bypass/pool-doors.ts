import { mayWrite } from './client-attributes.ts';
import type { GuardedAttribute, Remedy } from './guarded-attributes.ts';
import { customAttributesOf, isNamedAtSignUp } from './pool-attributes.ts';
import type { AppClient, Finding, FlowFacts, JudgedPool, Wording } from './settings.ts';

const SCHEMA = { cdk: 'customAttributes', cloudformation: 'Schema' } as const satisfies Record<Wording, string>;

/** The custom attributes that the flow asks about or a challenge reads, and the pool doesn't have. */
export function missingAttributes(
  { name: pool, settings, wording }: JudgedPool,
  { attributes, challenges }: Pick<FlowFacts, 'attributes' | 'challenges'>,
): readonly Finding[] {
  const present = customAttributesOf(settings);
  const missing = (attribute: string): boolean => attribute.startsWith('custom:') && !present.includes(attribute);
  const finding = (attribute: string, who: string, consequence: string): Finding => ({
    id: `${pool}: has no ${attribute} (${who} it)`,
    message:
      `${who} ${attribute}, and ${pool} has no such attribute, so ${consequence}: add it to ${SCHEMA[wording]}, or ` +
      'correct its name',
  });
  const read = challenges.flatMap(({ name, needs: { attributes: { secret = [], decides = [], uses = [] } = {} } }) =>
    [...new Set([...secret, ...decides, ...uses])].filter(missing).map((attribute) => ({ name, attribute })),
  );
  return [
    ...attributes.filter(missing).map((each) => finding(each, 'the flow asks about', 'the answer is always no')),
    ...read.map(({ name, attribute }) => finding(attribute, `${name} reads`, 'it is never there')),
  ];
}

/**
 * The attributes that users write though the sign-in depends on them, and that no client's list could take from them.
 *
 * @param clients the pool's app clients: what none of them lets users write is safe, but for a user name that the flow asks
 * about, which they choose when they sign up
 */
export function writtenByEverybody(
  { name: pool, settings: ofPool, wording }: JudgedPool,
  guarded: readonly GuardedAttribute[],
  clients: readonly Pick<AppClient, 'settings'>[],
): readonly Finding[] {
  return guarded.flatMap(({ name, because, stays, remedies }) => {
    const isReplaced = remedies.every((remedy) => remedy === 'keep-original');
    const isNamed = !isReplaced && isNamedAtSignUp(ofPool, name);
    if (!stays || !clients.some(({ settings }) => isNamed || mayWrite(settings, name))) return [];
    const fact = `users write ${name} (${because.join(', ')})`;
    const consequence = isReplaced ? REPLACED : CHOSEN;
    const advice = remedies.map((remedy) => adviceOf(remedy, name, wording)).join(', and ');
    return [{ id: `${pool}: ${fact}`, message: `in ${pool} ${fact}: ${WHY[stays]}, and ${consequence}; ${advice}` }];
  });
}

const WHY = {
  required: 'it is required, so every client must let them',
  'sign-in name': 'they sign in by it',
  address: 'they give it when they sign up',
} as const satisfies Record<NonNullable<GuardedAttribute['stays']>, string>;

const CHOSEN = 'they may choose how they sign in';
const REPLACED =
  'a new one counts before it is verified, so whoever gets into a session may put their own in its place';

function adviceOf(remedy: Remedy, name: string, wording: Wording): string {
  switch (remedy) {
    case 'keep-original':
      return wording === 'cdk'
        ? `set keepOriginal: { ${name === 'email' ? 'email' : 'phone'}: true }`
        : `set UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: [${name}] }`;
    case 'require':
      return 'require it, since nobody can delete what a pool requires';
    case 'other-attribute':
      return 'take an attribute that users need not write';
  }
}

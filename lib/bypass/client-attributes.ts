import type { GuardedAttribute } from './guarded-attributes.ts';
import type { ClientSettings } from './settings.ts';

/**
 * Whether a client's list allows an attribute. Without a list, or with an empty one, Cognito allows what it likes: this
 * takes that for all there is, custom attributes too. What is known only at deployment may be any attribute.
 *
 * @see docs/cognito.md#34-attributes-that-users-write
 */
const allows = (list: unknown, name: string): boolean =>
  !Array.isArray(list) || list.length === 0 || list.some((entry) => typeof entry !== 'string' || entry === name);

/** Whether users of a client may write an attribute of their own: at sign-up, and whenever they are signed in. */
export const mayWrite = ({ WriteAttributes }: Pick<ClientSettings, 'WriteAttributes'>, name: string): boolean =>
  allows(WriteAttributes, name);

/** Those of the guarded attributes that users of a client may write, though that could be taken from them. */
export const writtenByUsers = (
  settings: Pick<ClientSettings, 'WriteAttributes'>,
  guarded: readonly GuardedAttribute[],
): readonly GuardedAttribute[] => guarded.filter(({ name, stays }) => !stays && mayWrite(settings, name));

/** Those of the secret attributes that users of a client may read. */
export const readByUsers = (
  { ReadAttributes }: Pick<ClientSettings, 'ReadAttributes'>,
  guarded: readonly GuardedAttribute[],
): readonly GuardedAttribute[] => guarded.filter(({ name, secret }) => secret && allows(ReadAttributes, name));

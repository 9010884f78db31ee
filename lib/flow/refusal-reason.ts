/**
 * Whether a reason may stand in the log: words of small letters, joined by dashes. A code of the program's to query by; a
 * sentence, a number or an address may be made of what somebody typed.
 */
export const isReason = (value: unknown): value is string =>
  typeof value === 'string' && /^[a-z]{1,32}(-[a-z]{1,32}){0,7}$/.test(value);

/** Why replay refuses, where it is not the flow's own word: stable codes, for the log. */
export type RefusalReason =
  /** A challenge that had to pass was answered wrong to the end. */
  | 'challenge-failed'
  /** The user doesn't exist, and everything else was right. */
  | 'no-such-user'
  /** The flow returned before as many kinds of factor were passed as it declares. */
  | 'factors-missing'
  /** The sign-in takes more rounds than one may. */
  | 'too-many-rounds'
  /** The flow asks the password, and the client did not begin with SRP_A. */
  | 'password-not-begun'
  /** The flow asks the password, and other rounds came before Cognito checked it. */
  | 'password-not-checked'
  /** Cognito checked a password that the flow doesn't ask. */
  | 'password-not-asked'
  /** The password is asked, and the user's status would end the sign-in without the flow. */
  | 'user-not-confirmed'
  /** A choice was answered, and nothing says what was picked. */
  | 'nothing-picked'
  /** What was picked is not what the flow offers. */
  | 'not-offered'
  /** The session answers something else than the flow asks: it changed under a running sign-in, say. */
  | 'session-differs'
  /** The session has more answers than the flow asks. */
  | 'session-goes-on'
  /** The session is no list, or longer than any sign-in. */
  | 'session-malformed'
  /** An entry of the session lacks its result, or does not belong there. */
  | 'foreign-entry'
  /** An answer in the session carries metadata that Create didn't write. */
  | 'foreign-metadata'
  /** A step of Cognito's own failed. */
  | 'cognito-step-failed';

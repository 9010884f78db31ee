import { list, type Member, optional, structure, text, textMap } from './input.ts';

/** A name in letters, marks, symbols, digits and punctuation: without spaces. */
export const nameUpTo = (max: number): Member<string> => text({ max, pattern: /^[\p{L}\p{M}\p{S}\p{N}\p{P}]+$/u });

const attributes = list(
  structure({
    Name: nameUpTo(32),
    Value: optional(text({ min: 0, max: 2048, secret: true })),
  }),
);

/** The members that many requests share, with the limits of the API's own model. */
export const members = {
  clientId: text({ max: 128, pattern: /^[\w+]+$/ }),
  userPoolId: text({ max: 55, pattern: /^[\w-]+_[0-9a-zA-Z]+$/ }),
  userName: nameUpTo(128),
  secretHash: optional(text({ max: 128, pattern: /^[\w+=/]+$/, secret: true })),
  /** One that the caller makes up. */
  newClientSecret: optional(text({ min: 24, max: 64, pattern: /^[\w+]+$/, secret: true })),
  clientSecret: optional(text({ max: 64, pattern: /^[\w+]+$/, secret: true })),
  /** At run time Cognito takes longer ones than its documents say. */
  session: optional(text({ min: 20, max: 8192, secret: true })),
  deviceKey: text({ max: 55, pattern: /^[\w-]+_[0-9a-f-]+$/ }),
  token: text({ pattern: /^[A-Za-z0-9\-_=.]+$/, secret: true }),
  password: text({ max: 256, pattern: /^[\S]+.*[\S]+$/, secret: true }),
  confirmationCode: text({ max: 2048, pattern: /^[\S]+$/, secret: true }),
  clientMetadata: optional(textMap),
  texts: optional(textMap),
  arn: text({ min: 20, max: 2048, pattern: /^arn:[\w+=/,.@-]+:[\w+=/,.@-]+:([\w+=/,.@-]*)?:[0-9]+:.+$/ }),
  nextToken: optional(text({ pattern: /^[\S]+$/ })),
  attributes: optional(attributes),
  requiredAttributes: attributes,
} as const;

/** How an administrator names a user. */
export const userMembers = { UserPoolId: members.userPoolId, Username: members.userName } as const;

/** How a client is named. */
export const clientMembers = { UserPoolId: members.userPoolId, ClientId: members.clientId } as const;

/** How a client names a user, where nobody is signed in. */
export const clientUserMembers = {
  ClientId: members.clientId,
  SecretHash: members.secretHash,
  Username: members.userName,
} as const;

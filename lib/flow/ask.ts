/** A challenge the flow asks. */
export interface ChallengeAsk<Name extends string = string> {
  readonly kind: 'challenge';
  readonly name: Name;
  /** True for `pass`: failing it ends the sign-in. */
  readonly mustPass: boolean;
}

/** A choice the flow leaves to the user; what they pick must pass. */
export interface ChoiceAsk<Option extends string = string> {
  readonly kind: 'choice';
  readonly options: readonly Option[];
}

/** Cognito's own password step (SRP). */
export interface PasswordAsk {
  readonly kind: 'password';
}

/** The end of a sign-in, by the flow's own word. */
export interface Refusal {
  readonly kind: 'refusal';
  /** For the log only: the user never sees it. */
  readonly reason: string;
}

/** What a flow yields. Only the verbs make these. */
export type Ask = ChallengeAsk | ChoiceAsk | PasswordAsk | Refusal;

/** What a verb returns. It does nothing until the flow says `yield*`. */
export interface Verb<Asked extends Ask, Result> {
  [Symbol.iterator](): Iterator<Asked, Result, unknown>;
}

/** One step of a path through a flow, and how it came out. */
export type PathStep =
  | {
      readonly kind: 'question';
      readonly question: 'has' | 'is' | 'test';
      readonly attribute: string;
      /** What `is` compares with. */
      readonly value?: string;
      readonly answer: boolean;
    }
  /** `rounds`: right at once is one; wrong to the end is as many as it takes attempts. */
  | { readonly kind: 'challenge'; readonly name: string; readonly passed: boolean; readonly rounds: number }
  /** `picked` is absent where nothing on offer was picked, to the end. */
  | { readonly kind: 'choice'; readonly options: readonly string[]; readonly picked?: string; readonly rounds: number }
  | { readonly kind: 'password' };

/** Where a path ends. */
export type PathEnd =
  | { readonly kind: 'tokens' }
  | { readonly kind: 'refused'; readonly by: 'failed' | 'flow' | 'world'; readonly reason: string }
  | { readonly kind: 'broken'; readonly reason: string };

/** One way through a flow. */
export interface Path {
  /** Whether the user exists. */
  readonly known: boolean;
  readonly steps: readonly PathStep[];
  readonly rounds: number;
  readonly end: PathEnd;
}

/** Writes what a step asks, without how it came out. */
export function describeAsked(step: PathStep): string {
  switch (step.kind) {
    case 'question':
      return `${step.question}(${step.attribute}${step.value === undefined ? '' : `, ${JSON.stringify(step.value)}`})?`;
    case 'challenge':
      return step.name;
    case 'choice':
      return `choose ${step.options.join(' or ')}`;
    case 'password':
      return 'password';
  }
}

/** Writes how a step came out. */
export function describeOutcome(step: PathStep): string {
  switch (step.kind) {
    case 'question':
      return step.answer ? 'yes' : 'no';
    case 'challenge':
      return step.passed ? 'right' : 'wrong to the end';
    case 'choice':
      return step.picked ?? 'none of them, to the end';
    case 'password':
      return 'right';
  }
}

/** Writes where a path ends. */
export function describeEnd(end: PathEnd): string {
  switch (end.kind) {
    case 'tokens':
      return 'tokens';
    case 'refused':
      return end.by === 'flow' ? `refused: ${end.reason}` : 'refused';
    case 'broken':
      return `stopped: ${end.reason}`;
  }
}

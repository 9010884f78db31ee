/** Why an answer is wrong that no challenge called wrong: stable codes, for the log. */
export type WrongReason =
  /** The private parameters carry no position that Create wrote. */
  | 'no-position'
  /** The flow doesn't ask this challenge here. */
  | 'not-asked'
  /** The answer is no text. */
  | 'answer-no-text'
  /** No answer: the user asked for something else, the message again or another choice. */
  | 'instead'
  /** The answer is longer than any. */
  | 'answer-too-long'
  /** The challenge's `parseAnswer` can't read it. */
  | 'answer-malformed'
  /** Too many answers were wrong, in whichever sign-ins: it waits, and nobody looked at it. */
  | 'locked'
  /** It was right, and another round had used it up: a code passes once. */
  | 'used'
  /** Nothing was sent in its round, as too many messages were before: no answer is right. */
  | 'message-budget'
  /** The user doesn't exist: every real answer is wrong. */
  | 'no-such-user';

/** What went out last to one user by one challenge, as the ledger's table keeps it. Times are milliseconds since 1970. */
export interface MessageItem {
  /** Counts the changes: who changes an item says which one they saw. */
  readonly version: number;
  /** Of whoever wrote it: tells a write whose answer got lost from somebody else's. */
  readonly writer: string;
  /** Tells this message from every other. */
  readonly id: string;
  readonly sentAt: number;
  readonly expiresAt: number;
  /** Whether somebody delivers it, or has. */
  readonly taken: boolean;
  /** When the budget is whole again. */
  readonly wholeAt: number;
  /** Days since 1970, and how many were sent on that day. */
  readonly day: number;
  readonly sentToday: number;
  /** What is delivered, and what the round was made of: encrypted. */
  readonly sealed: Uint8Array;
  /** Seconds since 1970: it may be forgotten from then on. */
  readonly ttl: number;
}

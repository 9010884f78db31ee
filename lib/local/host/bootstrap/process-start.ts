/** What a function's process is told when it starts: its last argument, as JSON text. */
export interface ProcessStart {
  readonly functionArn: string;
  /** By how many milliseconds the pool's clock is ahead of the machine's. */
  readonly clockOffset: number;
  /** Whether only this machine may be called. */
  readonly offline: boolean;
}

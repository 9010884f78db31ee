/** Where a message lies that is to be delivered. */
export interface Poke {
  /** Its item's name. */
  readonly key: string;
  /** The message's, or {@link NOTHING}. */
  readonly id: string;
}

/** Stands in the place of an id where nothing is to be delivered, or nothing was: as long as one, and none. */
export const NOTHING = 'nothing'.padEnd(16, '.');

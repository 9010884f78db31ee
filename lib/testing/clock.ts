import { SimulationError } from './errors.ts';

/** A stretch of time; its parts add up. */
export interface TimeSpan {
  readonly hours?: number;
  readonly minutes?: number;
  readonly seconds?: number;
  readonly milliseconds?: number;
}

/** A clock that stands still until it is moved. */
export class SimulatedClock {
  #now: number;

  constructor(start: number | Date) {
    this.#now = Number(start);
    if (!Number.isFinite(this.#now)) throw new SimulationError(`a clock starts at a point in time, got ${start}`);
  }

  /** Milliseconds since 1970. */
  now = (): number => this.#now;

  /**
   * Moves the clock on.
   *
   * @throws SimulationError if that would turn it back.
   * @example
   * visit.clock.advance({ minutes: 5 });
   */
  advance(span: TimeSpan): void {
    const { hours = 0, minutes = 0, seconds = 0, milliseconds = 0 } = span;
    const total = ((hours * 60 + minutes) * 60 + seconds) * 1000 + milliseconds;
    if (!(total >= 0)) throw new SimulationError(`a clock moves on, never back: got ${JSON.stringify(span)}`);
    this.#now += total;
  }
}

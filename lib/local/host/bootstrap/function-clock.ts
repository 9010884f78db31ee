/** The machine's own, whatever the handler or the pool's clock does to `Date` later. */
export const machineTime: () => number = Date.now;

let offset = 0;
let isMoved = false;

const now = (): number => machineTime() + offset;

/**
 * Has `Date` say the pool's time from now on. Timers and the remaining time stay the machine's. A process whose pool never moved
 * its clock keeps its `Date` as it is.
 *
 * @param ahead by how many milliseconds the pool's clock is ahead of the machine's
 */
export function moveClock(ahead: number): void {
  offset = ahead;
  if (ahead !== 0 && !isMoved) replaceDate(Date);
}

function replaceDate(machine: DateConstructor): void {
  isMoved = true;
  machine.now = now;
  const moved: DateConstructor = new Proxy(machine, {
    apply: () => new machine(now()).toString(),
    construct: (_, given, made) =>
      Reflect.construct(machine, given.length === 0 ? [now()] : given, made === moved ? machine : made),
  });
  machine.prototype.constructor = moved;
  globalThis.Date = moved;
}

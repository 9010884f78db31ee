import type { Flow } from '../flow.ts';
import { explore } from './explore.ts';
import { describeAsked, describeEnd, describeOutcome, type Path, type PathStep } from './path.ts';

/** A place in a flow: what is asked there, or how it ended. */
export interface Place {
  readonly kind: PathStep['kind'] | 'end';
  /** What is asked: a challenge's name, a question, a choice; or how it ended. */
  readonly label: string;
  /** Where each outcome leads, by the index in the list of places. */
  readonly ways: readonly { readonly outcome: string; readonly to: number }[];
}

/** All that a flow does with users that exist. */
export interface Behaviour {
  /** The first is where a sign-in begins. Places with equal futures are one. */
  readonly places: readonly Place[];
  /** False if the flow is too large to be walked to its end. */
  readonly complete: boolean;
}

/** A place in the tree of all paths, before those with equal futures are one. */
interface TreePlace {
  kind: Place['kind'];
  label: string;
  readonly ways: Map<string, TreePlace>;
}

/** As many as `check` lets pass; counted, not timed, so that it ends at the same place everywhere. */
const LIMITS = { runs: 100_000, milliseconds: Number.POSITIVE_INFINITY, now: () => 0, repeat: false };

/** Finds out all that a flow does. */
export function behaviourOf(flow: Flow): Behaviour {
  const root = newTreePlace();
  const { complete } = explore(flow, LIMITS, ({ path }) => {
    if (path.known) grow(root, path);
  });
  return { places: inOrder(merge(root)), complete };
}

const newTreePlace = (): TreePlace => ({ kind: 'end', label: '', ways: new Map() });

/** Adds a path to the tree of all paths. */
function grow(root: TreePlace, { steps, end }: Path): void {
  let here = root;
  for (const step of steps) {
    here.kind = step.kind;
    here.label = describeAsked(step);
    const outcome = describeOutcome(step);
    const next = here.ways.get(outcome) ?? newTreePlace();
    here.ways.set(outcome, next);
    here = next;
  }
  here.label = describeEnd(end);
}

/** Makes one place of all those with equal futures. */
function merge(root: TreePlace): { readonly places: readonly Place[]; readonly begin: number } {
  const places: Place[] = [];
  const indices = new Map<string, number>();
  const place = ({ kind, label, ways: onwards }: TreePlace): number => {
    const ways = [...onwards].map(([outcome, next]) => ({ outcome, to: place(next) }));
    const [first, ...others] = ways;
    // A question whose answer changes nothing.
    if (kind === 'question' && first && others.length > 0 && others.every(({ to }) => to === first.to)) return first.to;
    const key = JSON.stringify([kind, label, ways]);
    const index = indices.get(key) ?? places.push({ kind, label, ways }) - 1;
    indices.set(key, index);
    return index;
  };
  const begin = place(root);
  return { places, begin };
}

/** The places as a reader meets them who begins at the beginning. */
function inOrder({ places, begin }: ReturnType<typeof merge>): readonly Place[] {
  const order: number[] = [];
  const numbers = new Map<number, number>();
  const meet = (index: number): void => {
    if (numbers.has(index)) return;
    numbers.set(index, order.push(index) - 1);
    for (const { to } of (places[index] as Place).ways) meet(to);
  };
  meet(begin);
  return order.map((index) => {
    const { ways, ...place } = places[index] as Place;
    return { ...place, ways: ways.map(({ outcome, to }) => ({ outcome, to: numbers.get(to) as number })) };
  });
}

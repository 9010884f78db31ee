import { describeAsked, describeOutcome, type Path } from './path.ts';
import type { PathRun } from './run-path.ts';

/** A way by which a user that exists is told from one that doesn't, before any factor is passed. */
export interface Telling {
  /** The attributes of which the two answer differently. Sorted. */
  readonly attributes: readonly string[];
  /** Whether the flow refuses the user before a factor is even asked. */
  readonly refused: boolean;
  readonly path: Path;
}

/** Sees what anybody can see who passes no factor, of users that exist and of one that doesn't. */
export interface Onlooker {
  see(run: PathRun): void;
  /** In what users that exist differ, once all paths were seen. Of attributes that tell alone, no more are named. */
  tellings(): readonly Telling[];
}

/** Begins to look on. */
export function lookOn(): Onlooker {
  const ofUnknown = new Set<string>();
  const ofKnown = new Map<string, Telling & { readonly seen: string }>();
  return {
    see({ path, atypical, askedFactor, askedPassword, passedFactor }) {
      const { end } = path;
      // The password is asked first, and what comes after it is seen only by whom has it.
      if (!askedPassword && (passedFactor || end.kind !== 'refused')) return;
      const seen = askedPassword ? 'password' : whatIsSeen(path);
      if (!path.known) ofUnknown.add(seen);
      else if (atypical.size > 0) {
        const attributes = [...atypical].sort();
        const key = JSON.stringify([seen, attributes]);
        const refused = !askedFactor && end.kind === 'refused' && end.by === 'flow';
        if ((ofKnown.get(key)?.path.steps.length ?? Number.POSITIVE_INFINITY) > path.steps.length) {
          ofKnown.set(key, { attributes, refused, path, seen });
        }
      }
    },
    tellings() {
      const told = [...ofKnown.values()]
        .filter(({ seen }) => !ofUnknown.has(seen))
        .sort((a, b) => a.attributes.length - b.attributes.length);
      const shortest: Telling[] = [];
      for (const telling of told) {
        if (!shortest.some((other) => explains(other, telling))) shortest.push(telling);
      }
      return shortest;
    },
  };
}

/** Whether fewer attributes, or the same ones, tell as much. */
const explains = (other: Telling, telling: Telling): boolean =>
  other.refused === telling.refused && other.attributes.every((attribute) => telling.attributes.includes(attribute));

/** Nobody outside sees the questions, nor the reason of a refusal. */
const whatIsSeen = ({ steps }: Path): string =>
  steps
    .filter(({ kind }) => kind !== 'question')
    .map((step) => `${describeAsked(step)}: ${describeOutcome(step)}`)
    .join('\n');

import type { ChallengeNeeds, Factor } from '../../flow/index.ts';
import type { MadeHandler } from '../../protocol/made-handlers.ts';

/** A challenge of a flow, as far as its deployment must know it. */
export interface ChallengeReport {
  readonly name: string;
  readonly factor: Factor;
  readonly attempts: number;
  readonly needs: ChallengeNeeds;
  /** Whether its messages are delivered apart: it has `limits.messages`. */
  readonly delivers: boolean;
}

/** A flow: what it is, whether it holds, and what it needs. */
export interface FlowReport {
  /** The name it is exported by; `the flow` for a handler's. */
  readonly name: string;
  /** Equal for equal flows, in whichever bundle they are. Empty for one that is too large to be checked. */
  readonly fingerprint: string;
  /** Whether `check` proved it. */
  readonly holds: boolean;
  /** The verdict, to be read. */
  readonly verdict: string;
  /** Mermaid. Empty for a flow that is too large to be checked. */
  readonly diagram: string;
  readonly challenges: readonly ChallengeReport[];
  /** Every attribute that it asks about on some path. */
  readonly attributes: readonly string[];
  /** Those of whose values it asks, by `is` or `test`; of the others only whether they are there. */
  readonly comparedAttributes: readonly string[];
  /** Whether it begins with `password()` on some path. */
  readonly asksPassword: boolean;
}

/** What a module exports of ours. */
export interface ModuleReport {
  readonly exports: readonly string[];
  /** The export `handler`, if this framework made it. */
  readonly handler?: { readonly trigger: MadeHandler['trigger']; readonly flow: FlowReport };
  /** How many parameters the export `handler` has, if it is a function. */
  readonly parameters?: number;
  /** The triggers whose handlers were made while it was loaded, whatever it exports of them. */
  readonly made: readonly MadeHandler['trigger'][];
  readonly flows: readonly FlowReport[];
  /** Of how many flows the exported handlers are: one flow in two modules counts twice, equal as the copies may be. */
  readonly flowsOfHandlers: number;
}

/** What the child process reports of a module. */
export interface InspectionReport extends ModuleReport {
  /** The environment variables that were read while it was loaded, absent ones too; `*` if their names were listed. */
  readonly reads: readonly string[];
}

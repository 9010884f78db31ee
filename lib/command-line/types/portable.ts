import type { Challenge, ChallengeAsk, ChoiceAsk, Flow, PasswordAsk } from '../../flow/index.ts';

/*
 * What stands here is never run: `countersign types` has the compiler infer it, and takes what it prints. Each trick
 * makes the compiler print what a type consists of, instead of the name and the file where the server declares it.
 */

/** Types that every project has by the same name. */
type Global = Date | ArrayBuffer | ArrayBufferView | ((...given: never[]) => unknown);

/** Boxed and taken out again, a union forgets its name. */
type Boxed<T> = T extends string
  ? { value: `${T}` }
  : T extends number | bigint | boolean | symbol | null | undefined | Global
    ? { value: T }
    : T extends readonly unknown[]
      ? { value: { [Position in keyof T]: Portable<T[Position]> } }
      : { value: Members<T> };

/** A renamed member forgets where it was declared. */
type Members<T> = { [Key in keyof T as `${Key & (string | number)}`]: Portable<T[Key]> };

/** The type, written out to its built-in parts. */
export type Portable<T> = unknown extends T ? unknown : Boxed<T>['value'];

type PortableTexts<T> = { [Key in keyof T as `${Key & string}`]: Portable<T[Key]> & string };

type PortableChallenge<C> =
  C extends Challenge<infer Parameters, infer Answer> ? Challenge<PortableTexts<Parameters>, Portable<Answer>> : never;

type PortableAsk<Asked> =
  Asked extends ChallengeAsk<infer Name>
    ? ChallengeAsk<Name>
    : Asked extends ChoiceAsk<infer Option>
      ? ChoiceAsk<Option>
      : Asked extends PasswordAsk
        ? PasswordAsk
        : never;

type PortableFlow<F> =
  F extends Flow<infer Named, infer Asked>
    ? Flow<{ [Name in keyof Named & string]: PortableChallenge<Named[Name]> }, PortableAsk<Asked>>
    : never;

/** The name, if it is that of a flow. `any` and `never` are none. */
type FlowName<Name, Exported> = unknown extends Exported
  ? never
  : [Exported] extends [never]
    ? never
    : Exported extends Flow
      ? `${Name & string}`
      : never;

/** A module's flows, as far as a client must know them: names, parameters, answers. Not exported: it would be named. */
type PortableFlows<Module> = {
  [Name in keyof Module as FlowName<Name, Module[Name]>]: PortableFlow<Module[Name]>;
};

/** Gives the compiler something to infer. Nobody calls it. */
export declare function portable<Module>(module: Module): PortableFlows<Module>;

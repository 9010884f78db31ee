import type { TextMap } from '../../protocol/text-map.ts';

/** Values that only a deployment would tell, given by who starts the pool. */
export interface GivenValues {
  /** Environment variables of all functions, over the template's. */
  readonly environment?: TextMap;
  /** Environment variables of one function, over those of all: by its name, its logical id or the end of its construct path. */
  readonly functions?: Readonly<Record<string, TextMap>>;
  /** Parameters of templates, by `Name` or `Stack.Name`. */
  readonly parameters?: TextMap;
  /** What stacks of other apps export, by the export's name. */
  readonly exports?: TextMap;
  /** What Systems Manager holds, by the parameter's name. */
  readonly ssm?: TextMap;
  /** What Secrets Manager holds, by the secret's name. */
  readonly secrets?: TextMap;
}

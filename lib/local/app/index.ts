export {
  AppFailedError,
  AppNotFoundError,
  AssemblyError,
  GivenValueError,
  LocalAppError,
  UnresolvableValueError,
  UnsupportedTemplateError,
} from './errors.ts';
export { functionsInUse } from './functions-in-use.ts';
export type { GivenValues } from './given-values.ts';
export { makeScratchFolder } from './scratch-folder.ts';
export { type SynthesizeOptions, synthesizeLocalApp } from './synthesize.ts';
export { type WatchOptions, watchLocalApp } from './watch.ts';
export type { Watching } from './watch-sources.ts';

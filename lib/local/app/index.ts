export {
  AppFailedError,
  AppNotFoundError,
  AssemblyError,
  LocalAppError,
  UnresolvableValueError,
  UnsupportedTemplateError,
} from './errors.ts';
export { makeScratchFolder } from './scratch-folder.ts';
export { type SynthesizeOptions, synthesizeLocalApp } from './synthesize.ts';
export { type WatchOptions, watchLocalApp } from './watch.ts';
export type { Watching } from './watch-sources.ts';

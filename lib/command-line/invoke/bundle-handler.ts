import { dirname } from 'node:path';
import { bundle, bundleText } from '../../constructs/bundle.ts';
import { DeploymentError } from '../../constructs/errors.ts';
import {
  findDeliverSource,
  findHandlerOfFlow,
  type HandlerSource,
  handlerOfFile,
} from '../../constructs/handler-source.ts';
import type { TextMap } from '../../protocol/text-map.ts';
import { UsageError } from '../errors.ts';
import { findFit } from './find-fit.ts';

/** What to bundle, and where. */
export interface HandlerToBundle {
  /** The module that exports the handler, or the flow that it is made of: its absolute path. */
  readonly path: string;
  /** The same, as it was named. */
  readonly source: string;
  /** The name that the handler is exported by. */
  readonly handler: string;
  readonly environment: TextMap;
  readonly event: object;
  /** The folder in which the bundles' own folders are made. */
  readonly into: string;
}

/** The folders of what was bundled. */
export interface BundledHandler {
  readonly codeFolder: string;
  /** What delivers the handler's messages. Absent: it has none delivered. */
  readonly deliverer?: string;
}

/**
 * Bundles the file; or, where that exports a flow and no handler, what the construct takes for the event's trigger. With what
 * delivers its messages, as the construct does.
 *
 * @throws UsageError if the file doesn't compile, or exports no handler for the event
 */
export function bundleHandler({ path, event, into, ...named }: HandlerToBundle): BundledHandler {
  try {
    const own = bundle(path, into);
    const fit = findFit({ entry: own.entry, ...named, triggerSource: Reflect.get(event, 'triggerSource') });
    const source = fit.kind === 'its own' ? handlerOfFile(path) : findHandlerOfFlow(path, fit.trigger);
    const bundleOf = (found: HandlerSource, handler: string): string =>
      bundleText(found.moduleExporting(handler), found.path, into).folder;
    return {
      codeFolder: fit.kind === 'its own' ? own.folder : bundleOf(source, named.handler),
      ...(fit.delivers && { deliverer: bundleOf(findDeliverSource(dirname(path), source), 'handler') }),
    };
  } catch (cause) {
    throw cause instanceof DeploymentError ? new UsageError(cause.message, { cause }) : cause;
  }
}

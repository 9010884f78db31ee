import { join } from 'node:path';
import { FLOW_PATH, HELLO_FLOW } from './hello-world.ts';
import { assertNoFile, namesIn, readText } from './read-project.ts';

/** The file of the flow, as a client must know it. */
export interface FlowFile {
  /** Its path from the project. */
  readonly path: string;
  /** The export that a client's type comes from: the type, or the flow. Undefined where the file has no types. */
  readonly exported: 'SignIn' | 'signIn' | undefined;
  /** Whether it is the first flow, as `init` writes it. */
  readonly isHello: boolean;
}

/** The flow that `init` writes. */
export const NEW_FLOW: FlowFile = { path: FLOW_PATH, exported: 'SignIn', isHello: true };

/**
 * Finds the flow that a project has.
 *
 * @throws UsageError if `lambdas` is a file
 */
export function findFlowFile(project: string): FlowFile | undefined {
  const folder = join(project, 'lambdas');
  assertNoFile(folder, 'lambdas');
  const name = namesIn(folder).find((each) => /^sign-in\.m?[jt]s$/.test(each));
  if (name === undefined) return undefined;
  const path = `lambdas/${name}`;
  const text = readText(join(project, path), path) ?? '';
  return { path, exported: path.endsWith('ts') ? exportedBy(text) : undefined, isHello: text === HELLO_FLOW };
}

function exportedBy(text: string): FlowFile['exported'] {
  if (/^export type SignIn\b/m.test(text)) return 'SignIn';
  return /^export const signIn\b/m.test(text) ? 'signIn' : undefined;
}

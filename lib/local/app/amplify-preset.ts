import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { objectOf, textOf } from '../settings/json-values.ts';
import { AppNotFoundError } from './errors.ts';
import { readJson } from './read-json.ts';

/** How an app is run that doesn't say it itself. */
export interface AppPreset {
  /** The shell command. */
  readonly command: string;
  /** What to tell whoever started it. */
  readonly note: string;
}

/** Where an Amplify Gen 2 app defines its backend. */
const BACKEND = 'amplify/backend.ts';

/**
 * How the Amplify Gen 2 app of a folder is run, as Amplify's own command line runs it: by tsx, which stands among the project's packages.
 * Undefined where there is none, or cdk.json names an app.
 *
 * @throws AppNotFoundError where tsx isn't installed
 * @see https://docs.amplify.aws/react/build-a-backend/
 */
export function amplifyPreset(directory: string): AppPreset | undefined {
  if (!isAmplifyApp(directory) || namesApp(directory)) return undefined;
  const tsx = binaryAbove(directory, 'tsx');
  if (tsx === undefined) {
    throw new AppNotFoundError(
      `${join(directory, BACKEND)} is an Amplify app, which tsx runs, and tsx isn't installed: npm i -D tsx. Or say how the ` +
        'app is run (--app).',
    );
  }
  return {
    // Not by npx, which would fetch what isn't there.
    command: `${relative(directory, tsx)} ${BACKEND}`,
    note: `This is an Amplify app: it is run by tsx ${BACKEND}, as a sandbox. --app, or cdk.json, says it otherwise.`,
  };
}

/**
 * The context without which an Amplify app doesn't synthesize; nothing where there is none.
 *
 * Choice: Amplify documents none of the three. Its names are those of @aws-amplify/backend 1.25; the stacks are named after the values.
 */
export const amplifyContext = (directory: string): object =>
  isAmplifyApp(directory)
    ? {
        'amplify-backend-namespace': 'countersign',
        'amplify-backend-name': 'local',
        'amplify-backend-type': 'sandbox',
      }
    : {};

const isAmplifyApp = (directory: string): boolean => existsSync(join(directory, BACKEND));

/** One that can't be read is somebody else's to report. */
function namesApp(directory: string): boolean {
  try {
    return textOf(objectOf(readJson(join(directory, 'cdk.json'))).app) !== undefined;
  } catch {
    return true;
  }
}

/** A package's command, of this project or of the workspace that it belongs to. */
function binaryAbove(directory: string, name: string): string | undefined {
  const file = join(directory, 'node_modules', '.bin', name);
  if (existsSync(file)) return file;
  const above = dirname(directory);
  return above === directory ? undefined : binaryAbove(above, name);
}

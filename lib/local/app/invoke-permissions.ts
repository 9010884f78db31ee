import { textOf } from '../settings/json-values.ts';
import { withoutQualifier } from '../settings/read-pool-settings.ts';
import { PERMISSION_TYPE } from './resource-types.ts';
import type { Stack, StackResource } from './stack.ts';
import { toldOr } from './told-or.ts';

/** Who may be invoked by whom, of one `AWS::Lambda::Permission`. */
export interface InvokePermission {
  /** Function ARN or name, with or without a qualifier. */
  readonly functionName: string;
  readonly sourceArn?: string;
  readonly sourceAccount?: string;
}

/** What of the template lets Cognito invoke a function. A permission that can't be told lets nobody. */
export function readCognitoPermissions(stacks: readonly Stack[]): readonly InvokePermission[] {
  return stacks
    .flatMap(({ resources }) => resources)
    .filter(({ type }) => type === PERMISSION_TYPE)
    .flatMap((resource) => toldOr(() => permissionOf(resource)) ?? []);
}

function permissionOf(resource: StackResource): InvokePermission | undefined {
  if (resource.property('Principal') !== 'cognito-idp.amazonaws.com') return undefined;
  if (!['lambda:InvokeFunction', 'lambda:*', '*'].includes(String(resource.property('Action')))) return undefined;
  const sourceArn = textOf(resource.property('SourceArn'));
  const sourceAccount = textOf(resource.property('SourceAccount'));
  return {
    functionName: String(resource.property('FunctionName')),
    ...(sourceArn !== undefined && { sourceArn }),
    ...(sourceAccount !== undefined && { sourceAccount }),
  };
}

/** Whether one of the permissions lets this pool invoke this function. */
export function mayInvoke(
  permissions: readonly InvokePermission[],
  { functionArn, userPoolArn }: { readonly functionArn: string; readonly userPoolArn: string },
): boolean {
  const name = functionArn.split(':')[6];
  const account = userPoolArn.split(':')[4];
  return permissions.some(
    ({ functionName, sourceArn, sourceAccount }) =>
      (functionName === name || withoutQualifier(functionName) === functionArn) &&
      (sourceArn === undefined || matches(sourceArn, userPoolArn)) &&
      (sourceAccount === undefined || sourceAccount === account),
  );
}

/** A policy's `ArnLike`: `*` stands for any text, `?` for one character. */
function matches(pattern: string, arn: string): boolean {
  const expression = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${expression}$`).test(arn);
}

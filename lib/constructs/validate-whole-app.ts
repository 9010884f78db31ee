import { Stage } from 'aws-cdk-lib';
import type { IConstruct, IValidation } from 'constructs';

/**
 * Adds a validation that looks at the whole app.
 *
 * A stage is synthesized before the app around it, and before the stages after it: their Aspects have changed nothing
 * then, and a pipeline may not even have made them. So it is asked again where all of them are done.
 */
export function validateWholeApp(scope: IConstruct, validation: IValidation): void {
  const { root } = scope.node;
  scope.node.addValidation(validation);
  if (Stage.of(scope) !== root && Stage.isStage(root)) root.node.addValidation(validation);
}

/** The first runtime that brings AWS SDK v3, and the last one that brought v2. */
const FIRST_WITH_V3 = 18;
const LAST_WITH_V2 = 16;
const MISSING =
  /^(?:Error: |Error \[\w+\]: )?Cannot find (?:module|package) '((?:@aws-sdk|@smithy)\/[^'/]+|aws-sdk)(?:['/])/;

/**
 * What to do where the text of an error says that a package of the AWS SDK isn't there, as a sentence to add to it: code that
 * isn't bundled finds the SDK in Lambda, which brings it, and here only where it is installed.
 *
 * @param environment `AWS_EXECUTION_ENV`
 * @returns an empty text where it says something else
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html#nodejs-sdk-included
 */
export function missingPackageAdvice(message: string, environment: string | undefined): string {
  const missing = MISSING.exec(message)?.[1];
  if (missing === undefined) return '';
  const runtime = environment?.replace(/^AWS_Lambda_/, '') ?? '';
  const major = Number(/\d+/.exec(runtime)?.[0]);
  const isThere = missing === 'aws-sdk' ? major <= LAST_WITH_V2 : major >= FIRST_WITH_V3;
  return isThere
    ? `\nLambda brings ${missing} with ${runtime}. Here it must be installed in the project: npm i -D ${missing}`
    : `\nLambda doesn't bring ${missing} with ${runtime} either: install it, and bundle it with the function.`;
}

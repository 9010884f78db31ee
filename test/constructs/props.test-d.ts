import type { UserPoolClientOptions } from 'aws-cdk-lib/aws-cognito';
import { describe, expectTypeOf, it } from 'vitest';
import type { CustomAuthClientOptions, CustomAuthProps } from '../../lib/constructs/index.ts';

describe('the properties', () => {
  it('demand the folder of the handlers, and nothing else', () => {
    expectTypeOf<{ lambdas: string }>().toExtend<CustomAuthProps>();
    expectTypeOf<Record<never, never>>().not.toExtend<CustomAuthProps>();
  });

  it('have no way to open a door in the app client', () => {
    expectTypeOf<keyof CustomAuthClientOptions>().toExtend<keyof UserPoolClientOptions>();
    type Door = 'authFlows' | 'oAuth' | 'disableOAuth' | 'preventUserExistenceErrors' | 'enableTokenRevocation';
    expectTypeOf<Extract<keyof CustomAuthClientOptions, Door>>().toBeNever();
  });

  it('demand a reason of an acknowledgement', () => {
    expectTypeOf<{ lambdas: string; acknowledgements: [{ id: string }] }>().not.toExtend<CustomAuthProps>();
  });
});

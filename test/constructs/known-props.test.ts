import { describe, expect, it } from 'vitest';
import { assertKnownProps, type CustomAuthProps } from '../../lib/constructs/custom-auth-props.ts';

const props: CustomAuthProps = {
  lambdas: 'lambdas',
  email: { from: 'a@example.com' },
  client: { generateSecret: true },
};

describe('properties that nobody reads', () => {
  it.each<[string, object]>([
    ["CustomAuth's properties may have lambdas, userPool, email, ", { ...props, emial: {} }],
    [
      "CustomAuth's email may have from, identity, configurationSetName, no other, got form",
      { ...props, email: { form: 'a@example.com' } },
    ],
    ["CustomAuth's client may have userPoolClientName, ", { ...props, client: { authFlows: { userSrp: true } } }],
  ])('are refused: %s', (message, given) => {
    expect(() => assertKnownProps(given as CustomAuthProps)).toThrow(message);
  });

  it('are none of those that are known', () => {
    expect(() => assertKnownProps(props)).not.toThrow();
    expect(() => assertKnownProps({ lambdas: 'lambdas' })).not.toThrow();
  });
});

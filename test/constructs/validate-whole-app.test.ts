import { Aspects, CfnResource, Fn, Stack, Stage } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import { CustomAuth } from '../../lib/constructs/index.ts';
import { makeApp, props } from './fixtures/synth.ts';

/** A client of a pool that only the deployment knows. */
const client = (stage: Stage, flow: string) =>
  new CfnResource(new Stack(stage, 'Web'), 'Client', {
    type: 'AWS::Cognito::UserPoolClient',
    properties: {
      UserPoolId: Fn.importValue('PoolId'),
      ExplicitAuthFlows: [flow],
      PreventUserExistenceErrors: 'ENABLED',
    },
  });

describe('what a later stage of the app opens fails synth', () => {
  const make = () => {
    const app = makeApp();
    const auth = new Stage(app, 'Auth');
    new CustomAuth(new Stack(auth, 'Stack'), 'SignIn', props);
    return { app, auth };
  };

  it('where it is made after the stage was synthesized, as a pipeline does', () => {
    const { app, auth } = make();
    auth.synth();
    client(new Stage(app, 'Later'), 'ALLOW_USER_SRP_AUTH');
    expect(() => app.synth()).toThrow(
      'app client Later/Web/Client leads round the flow: it allows ALLOW_USER_SRP_AUTH',
    );
  });

  it('where its own Aspects do so', () => {
    const { app } = make();
    const later = new Stage(app, 'Later');
    const made = client(later, 'ALLOW_CUSTOM_AUTH');
    const open = () => made.addPropertyOverride('ExplicitAuthFlows', ['ALLOW_USER_AUTH']);
    Aspects.of(later).add({ visit: (node) => (node === made ? open() : undefined) });
    expect(() => app.synth()).toThrow('app client Later/Web/Client leads round the flow: it allows ALLOW_USER_AUTH');
  });

  it('but not where it opens nothing', () => {
    const { app } = make();
    client(new Stage(app, 'Later'), 'ALLOW_CUSTOM_AUTH');
    expect(() => app.synth()).not.toThrow();
  });
});

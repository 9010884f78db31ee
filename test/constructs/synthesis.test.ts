import { App, Stack, Stage, Validations } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { Mfa, UserPool } from 'aws-cdk-lib/aws-cognito';
import { AwsSolutionsChecks } from 'cdk-nag';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CustomAuth } from '../../lib/constructs/index.ts';
import { emptyFolder } from './fixtures/lambdas.ts';
import { makeApp, props } from './fixtures/synth.ts';

describe('the synthesized app', () => {
  // This file keeps CDK's own template checks on, which the others turn off for speed.
  const { CDK_VALIDATION } = process.env;
  beforeAll(() => void delete process.env.CDK_VALIDATION);
  afterAll(() => void Object.assign(process.env, { CDK_VALIDATION }));

  it("passes cdk-nag's AwsSolutions and CDK's own checks", () => {
    const app = makeApp();
    new CustomAuth(new Stack(app, 'Test'), 'SignIn', props);
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    expect(() => app.synth()).not.toThrow();
  });

  it('holds two sign-ins in one stack', () => {
    const stack = new Stack(makeApp(), 'Test');
    new CustomAuth(stack, 'Customers', props);
    new CustomAuth(stack, 'Partners', props);
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::Cognito::UserPool', 2);
    template.resourceCountIs('AWS::Cognito::UserPoolClient', 2);
    template.resourceCountIs('AWS::Lambda::Function', 6);
  });

  it('holds the same sign-in in two stages, from the same assets', () => {
    const app = new App({ outdir: emptyFolder() });
    const keys = ['Test', 'Production'].map((name) => {
      const stack = new Stack(new Stage(app, name), 'Auth');
      new CustomAuth(stack, 'SignIn', props);
      return Object.values(Template.fromStack(stack).findResources('AWS::Lambda::Function')).map(
        ({ Properties }) => Properties.Code.S3Key,
      );
    });
    expect(keys[1]).toEqual(keys[0]);
    expect(new Set(keys[0]).size).toBe(3);
  });

  it('says that clients outside the app cannot be seen', () => {
    const stack = new Stack(makeApp(), 'Test');
    new CustomAuth(stack, 'SignIn', props);
    Annotations.fromStack(stack).hasInfo(
      '/Test/SignIn',
      Match.stringLikeRegexp('clients that are added to the user pool outside this app cannot be seen'),
    );
  });

  it('warns of what the pool is set to and a passwordless flow makes no use of', () => {
    const stack = new Stack(makeApp(), 'Test');
    const userPool = new UserPool(stack, 'Pool', {
      mfa: Mfa.REQUIRED,
      mfaSecondFactor: { otp: true, sms: false },
      deviceTracking: { challengeRequiredOnNewDevice: false, deviceOnlyRememberedOnUserPrompt: true },
    });
    new CustomAuth(stack, 'SignIn', { ...props, userPool });
    const annotations = Annotations.fromStack(stack);
    const message = (text: string) => Match.stringLikeRegexp(text);
    annotations.hasWarning('/Test/SignIn', message('Test/Pool has MFA ON, and a sign-in without password'));
    annotations.hasWarning('/Test/SignIn', message('Test/Pool tracks devices'));
  });

  it('warns of nothing on a pool of its own', () => {
    const stack = new Stack(makeApp(), 'Test');
    new CustomAuth(stack, 'SignIn', props);
    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
  });
});

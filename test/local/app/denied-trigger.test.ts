import { expect, it, onTestFinished } from 'vitest';
import { startFunctionHost } from '../../../lib/local/host/index.ts';
import { Trace } from '../../../lib/local/trace.ts';
import { triggersOf } from '../../../lib/local/triggers/invoke-trigger.ts';
import { appOf, functionResource, permissionResource, poolResource } from './assembly.ts';

it('a trigger without a permission is answered as Cognito answers it, and its function isn’t invoked', async () => {
  const resources = { Define: functionResource(), Pool: poolResource() };
  const invoke = async (app: Awaited<ReturnType<typeof appOf>>): Promise<unknown> => {
    const host = startFunctionHost({ functions: app.functions });
    onTestFinished(() => host.close());
    const triggers = triggersOf({ host, hasFunction: () => true, trace: new Trace(), now: Date.now });
    const [pool] = app.pools;
    if (pool === undefined) throw new Error('the app has no pool');
    return triggers.invoke(pool, 'DefineAuthChallenge', { userName: 'alice' }, 'request');
  };

  await expect(invoke(await appOf({ ...resources, Allowed: permissionResource() }))).resolves.toEqual({
    userName: 'alice',
  });
  await expect(invoke(await appOf(resources))).rejects.toMatchObject({
    code: 'UnexpectedLambdaException',
    message: 'DefineAuthChallenge invocation failed due to error AccessDeniedException.',
  });
});

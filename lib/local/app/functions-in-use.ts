import type { LocalApp, LocalFunction } from '../model.ts';

/** The functions that the app's pools invoke, and what delivers their messages: no pool invokes that, Create does, by its name. */
export function functionsInUse({ functions, pools }: Pick<LocalApp, 'functions' | 'pools'>): readonly LocalFunction[] {
  const invoked = new Set(pools.flatMap(({ lambdaConfig }) => Object.values(lambdaConfig)));
  const triggers = functions.filter(({ functionArn }) => invoked.has(functionArn));
  const delivering = new Set(triggers.map(({ environment }) => environment.COUNTERSIGN_DELIVER));
  return functions.filter((each) => triggers.includes(each) || delivering.has(each.functionName));
}

import type { CreateContext, DecoyContext, VerifyContext } from '../../lib/flow/index.ts';

/** What a user's own challenge keeps in a module of its own. */
export const create = ({ attempt, state, user }: CreateContext) => ({
  parameters: { question: `What is the number of ${user.attributes.name ?? 'nobody'}?` },
  privateParameters: { number: '4711' },
  state: `${state ?? ''}${attempt}`,
});

export const decoy = ({ attempt, state }: DecoyContext) => ({
  parameters: { question: 'What is the number of nobody?' },
  privateParameters: { number: '0000' },
  state: `${state ?? ''}${attempt}`,
});

export const verify = ({ answer, privateParameters }: VerifyContext) => answer === privateParameters.number;

export { beginBuiltIn } from './begin-built-in.ts';
export { callProving } from './call-proving.ts';
export { clientProof } from './client-proof.ts';
export { nextBuiltInStep } from './next-built-in-step.ts';

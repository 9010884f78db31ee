export { secretHash } from '../../protocol/secret-hash.ts';
export { beginBuiltIn } from './begin-built-in.ts';
export { callProving } from './call-proving.ts';
export { nextBuiltInStep } from './next-built-in-step.ts';

export { secretHash } from '../../protocol/secret-hash.ts';
export { begin } from './begin.ts';
export { callProving } from './call-proving.ts';
export { settle } from './settle.ts';

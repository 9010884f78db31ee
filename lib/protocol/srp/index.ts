export {
  type Credentials,
  challengeOf,
  claimSignature,
  clientKey,
  freshSecret,
  poolKey,
  publicKeyOf,
  UnsafeKeyError,
  verifierOf,
} from './claim.ts';
export { integerOf, paddedBytes } from './integer.ts';
export { type NativeCrypto, nativePower } from './native-power.ts';
export { type Power, power } from './power.ts';
export { timestampOf } from './timestamp.ts';

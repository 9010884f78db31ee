import { incorrectUsernameOrPassword } from '../../../cognito/index.ts';
import { isRightClaim, openExchange } from '../../users/srp-exchange.ts';
import { requiredParameter } from '../auth-parameters.ts';
import { deviceDoesNotExist } from '../device-tracking.ts';
import type { DevicePasswordState, DeviceSrpState } from '../session-state.ts';
import type { SignInContext } from '../sign-in-context.ts';
import { ask, asked, passed } from '../sign-in-under-way.ts';
import type { ChallengeAnswer, ChallengeKind } from './challenge-kind.ts';

/** The device that was asked, if it is still there and the answer names it. */
function askedDevice(
  { state, responses, user }: ChallengeAnswer<DeviceSrpState | DevicePasswordState>,
  { store }: Pick<SignInContext, 'store'>,
) {
  const isAsked = requiredParameter(responses, 'DEVICE_KEY') === state.deviceKey;
  const device = user && isAsked ? store.devices.find(user, state.deviceKey) : undefined;
  if (!user || !device?.secret || !device.remembered) throw deviceDoesNotExist();
  return { user, device, secret: device.secret };
}

/** @see docs/cognito.md#61-devices */
export const deviceSrp: ChallengeKind<DeviceSrpState> = {
  answer(given, context) {
    const { state, responses, userName } = given;
    const { device, secret } = askedDevice(given, context);
    const { exchange, parameters } = openExchange(requiredParameter(responses, 'SRP_A'), secret);
    const { progress } = given;
    const { deviceKey } = state;
    const next = { challenge: 'DEVICE_PASSWORD_VERIFIER', progress, deviceKey, exchange } as const;
    const shown = { ...parameters, DEVICE_KEY: device.deviceKey, USERNAME: userName };
    return asked(ask(given, { state: next, parameters: shown }, context));
  },
};

/**
 * The device's group key stands for the pool's name, its key for the user's.
 *
 * @see docs/cognito.md#61-devices
 */
export const devicePasswordVerifier: ChallengeKind<DevicePasswordState> = {
  async answer(given, context) {
    const { state, responses } = given;
    const claim = {
      signature: requiredParameter(responses, 'PASSWORD_CLAIM_SIGNATURE'),
      secretBlock: requiredParameter(responses, 'PASSWORD_CLAIM_SECRET_BLOCK'),
      timestamp: requiredParameter(responses, 'TIMESTAMP'),
    };
    const { user, device, secret } = askedDevice(given, context);
    const who = { poolName: device.deviceGroupKey, userId: device.deviceKey };
    if (!(await isRightClaim(state.exchange, secret, who, claim))) throw incorrectUsernameOrPassword();
    return passed(given, 'DEVICE_PASSWORD_VERIFIER', user);
  },
};

import type { FlowReport } from './inspection/inspection-report.ts';

/**
 * What a pool is set to and the flow makes no use of: no way round it, but not what people may expect.
 *
 * @param name what people know the pool by
 * @param pool its properties, as the template has them
 */
export function poolNotes(
  name: string,
  pool: Readonly<Record<string, unknown>>,
  { asksPassword }: Pick<FlowReport, 'asksPassword'>,
): readonly { readonly id: string; readonly message: string }[] {
  const { MfaConfiguration: mfa, DeviceConfiguration: devices } = pool;
  return [
    // Beside a password it is a finding.
    ...(mfa === undefined || mfa === 'OFF' || asksPassword
      ? []
      : [
          {
            id: 'countersign:pool-mfa-never-asked',
            message:
              `${name} has MFA ${typeof mfa === 'string' ? mfa : 'that is known only at deployment'}, and a sign-in without ` +
              'password() is never asked it: make the second factor a challenge of the flow',
          },
        ]),
    ...(devices === undefined
      ? []
      : [
          {
            id: 'countersign:pool-devices',
            message:
              `${name} tracks devices, which is in doubt in a custom sign-in: Cognito may give no device, may ask its own ` +
              'device challenges beside the flow, and a failed one refuses the sign-in',
          },
        ]),
  ];
}

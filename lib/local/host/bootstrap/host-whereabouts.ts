import { BlockList, isIP } from 'node:net';
import { isAwsHost } from '../../aws-host.ts';

type Family = 'ipv4' | 'ipv6';

/** Where a host is: this machine, AWS, or anywhere else. */
export type Whereabouts = 'here' | 'aws' | 'elsewhere';

/** Where instances, containers and pods at AWS get their credentials. */
const OF_CREDENTIALS = {
  ipv4: ['169.254.169.254', '169.254.170.2', '169.254.170.23'],
  ipv6: ['fd00:ec2::254', 'fd00:ec2::23'],
};
const LOOPBACK = { ipv4: ['0.0.0.0'], ipv6: ['::1', '::'], subnet: '127.0.0.0', bits: 8 };

/** Where a host is, by its name or address alone: nothing is asked. */
export function whereIs(host: string): Whereabouts {
  const name = host.toLowerCase().replace(/\.+$/, '');
  const family = isIP(name);
  if (family !== 0) return whereIsAddress(name, family === 6 ? 'ipv6' : 'ipv4');
  if (name === '' || /(?:^|\.)localhost$/.test(name) || isOwnName(name)) return 'here';
  return isAwsHost(name) ? 'aws' : 'elsewhere';
}

function whereIsAddress(address: string, family: Family): Whereabouts {
  const [plain = ''] = address.split('%');
  const loopback = listOf(LOOPBACK);
  loopback.addSubnet(LOOPBACK.subnet, LOOPBACK.bits);
  if (loopback.check(plain, family)) return 'here';
  if (listOf(OF_CREDENTIALS).check(plain, family)) return 'aws';
  const { networkInterfaces } = process.getBuiltinModule('node:os');
  const isOwn = Object.values(networkInterfaces()).some((found) => found?.some((own) => own.address === plain));
  return isOwn ? 'here' : 'elsewhere';
}

/** Addresses however they are written. Made only where one is asked for: a cold start shouldn't pay for it. */
function listOf(addresses: Readonly<Record<Family, readonly string[]>>): BlockList {
  const list = new BlockList();
  for (const family of ['ipv4', 'ipv6'] as const) {
    for (const address of addresses[family]) list.addAddress(address, family);
  }
  return list;
}

const isOwnName = (name: string): boolean => name === process.getBuiltinModule('node:os').hostname().toLowerCase();

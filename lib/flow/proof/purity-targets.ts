/** One thing that no flow may use. */
export interface Target {
  readonly owner: object;
  readonly key: string;
  /** As a person writes it. */
  readonly name: string;
  /** `call`: calling or constructing it; `read`: any of its properties; `clock`: as a Date that isn't given a time. */
  readonly guards: 'call' | 'read' | 'clock';
}

/** All that a flow may not use, and what makes changes to Node's own modules visible to those who imported them. */
export interface Targets {
  readonly targets: readonly Target[];
  publish(): void;
}

type Methods = Readonly<Record<string, unknown>>;

const isMethods = (value: unknown): value is Methods =>
  (typeof value === 'object' || typeof value === 'function') && value !== null;

/** Everything of the platform that tells a flow more than its answers do. */
export function findTargets(): Targets {
  const platform: Methods = globalThis;
  const { process, crypto, performance } = platform;
  const builtIn = (name: string): unknown => {
    const getBuiltinModule = isMethods(process) ? process.getBuiltinModule : undefined;
    return typeof getBuiltinModule === 'function' ? getBuiltinModule(name) : undefined;
  };
  const nodeModule = builtIn('node:module');
  const targets: readonly Target[] = [
    ...calls(Date, 'Date.', 'now'),
    { owner: globalThis, key: 'Date', name: 'Date', guards: 'clock' },
    { owner: Date.prototype, key: 'constructor', name: 'Date', guards: 'clock' },
    ...calls(Math, 'Math.', 'random'),
    ...calls(crypto, 'crypto.', 'getRandomValues randomUUID'),
    ...calls(isMethods(crypto) && crypto.subtle, 'crypto.subtle.', 'digest sign verify encrypt decrypt generateKey'),
    ...calls(performance, 'performance.', 'now mark measure toJSON eventLoopUtilization'),
    ...calls(platform, '', 'setTimeout setInterval setImmediate queueMicrotask fetch'),
    ...calls(platform, '', 'XMLHttpRequest WebSocket EventSource Worker MessageChannel BroadcastChannel WeakRef'),
    ...calls(platform.Intl, 'Intl.', 'DateTimeFormat'),
    ...calls(
      isMethods(platform.Temporal) && platform.Temporal.Now,
      'Temporal.Now.',
      'instant plainDateISO zonedDateTimeISO',
    ),
    ...calls(isMethods(process) && process.hrtime, 'process.hrtime.', 'bigint'),
    ...calls(process, 'process.', 'hrtime nextTick uptime memoryUsage cpuUsage resourceUsage getBuiltinModule cwd'),
    ...(isMethods(process) ? [{ owner: process, key: 'env', name: 'process.env', guards: 'read' } as const] : []),
    ...calls(builtIn('node:crypto'), 'crypto.', 'randomBytes randomFillSync randomInt randomUUID getRandomValues'),
    ...calls(builtIn('node:fs'), 'fs.', 'readFileSync writeFileSync existsSync statSync readdirSync'),
    ...calls(builtIn('node:child_process'), 'child_process.', 'execSync execFileSync spawnSync spawn exec execFile'),
  ];
  return {
    targets,
    publish() {
      if (isMethods(nodeModule) && typeof nodeModule.syncBuiltinESMExports === 'function') {
        nodeModule.syncBuiltinESMExports();
      }
    },
  };
}

/** Those of the named methods that the owner has. A platform need not have them all. */
const calls = (owner: unknown, prefix: string, names: string): readonly Target[] =>
  names
    .split(' ')
    .filter(() => isMethods(owner))
    .map((key) => ({ owner: owner as object, key, name: `${prefix}${key}`, guards: 'call' }));

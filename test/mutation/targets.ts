/** What is mutated. */

/** The folders that are mutated. */
export const FOLDERS = [
  'functions/bingx',
  'functions/schedule',
  'functions/history',
  'functions/snapshot',
  'functions/monitor',
  'functions/replay',
  'functions/report',
  'functions/backup',
  'functions/cli',
  'infra',
];

/** Code that only a separate process or a browser runs; the end-to-end and browser tests cover it. */
const NOT_MUTATED = [
  '**/main.ts',
  '**/command-line.ts',
  '**/handler.ts',
  'functions/report/page/browser/**',
  'functions/snapshot/sdk-stubs/**',
];

/** The files of `infra` that decide something; the others only declare resources, or start what a test starts. */
const INFRA = [
  'account-config',
  'alarm-descriptions',
  'alarms',
  'config',
  'dead-letters',
  'egress',
  'event-age',
  'fleet-price',
  'flexible-window',
  'monitor-function',
  'monthly-price',
  'notifications',
  'permissions',
  'schedule-warnings',
  'schedules',
  'secret-access',
  'setting-errors',
  'snapshot-function',
  'storage',
  'set-key/*',
];

/** Stryker's patterns for a folder or file. */
export function patternsOf(path: string): string[] {
  const files = path === 'infra' ? INFRA.map((file) => `infra/${file}.ts`) : [`${path}/**/*.ts`];
  return [...(path.endsWith('.ts') ? [path] : files), ...NOT_MUTATED.map((pattern) => `!${pattern}`)];
}

/** What an API key may do, read from either of the two shapes that the exchange documents. */
import * as z from 'zod/mini';
import type { Parsed } from './json';
import { MAX_LENGTH, MAX_PERMISSIONS } from './limits';
import { createRedaction } from './redaction';
import type { KeyPermissions } from './types';

const READ = '2';

/** Documents v3. */
const NUMBERED: Record<string, string> = {
  1: 'spot trading',
  3: 'perpetual trading',
  4: 'universal transfer',
  5: 'withdrawal',
  7: 'transfer between sub-accounts',
};

/** The document of 2026. */
const FLAGGED: Record<string, string> = {
  enableSpotAndMarginTrading: 'spot and margin trading',
  enableWithdrawals: 'withdrawal',
  enableInternalTransfer: 'internal transfer',
  enableFutures: 'futures',
  permitsUniversalTransfer: 'universal transfer',
  enableVanillaOptions: 'options',
};

/** Without an envelope; every number is text by then. */
const numberedShape = z.object({
  permissions: z.array(z.string()),
  ipAddresses: z.optional(z.unknown()),
});

const flagShape = z.object({
  data: z.looseObject({ ipRestrict: z.boolean(), enableReading: z.boolean() }),
});

export function parsePermissions(document: unknown): Parsed<KeyPermissions> {
  const byNumber = numberedShape.safeParse(document);
  if (byNumber.success) return { value: fromNumbers(byNumber.data) };
  const byFlag = flagShape.safeParse(document);
  return byFlag.success ? { value: fromFlags(byFlag.data.data) } : { fault: firstInvalidField(byFlag.error) };
}

/** The path of the first invalid field, never its value. */
function firstInvalidField(error: z.core.$ZodError): string {
  return error.issues[0]?.path.join('.') || 'the document';
}

function fromNumbers({ permissions, ipAddresses }: z.infer<typeof numberedShape>): KeyPermissions {
  const addresses = Array.isArray(ipAddresses) ? ipAddresses.filter(isText) : [];
  return {
    mayRead: permissions.includes(READ),
    extraPermissions: named(
      permissions.filter((number) => number !== READ),
      (number) => wordFor(number, NUMBERED) ?? `permission ${number}`,
    ),
    isIpRestricted: addresses.length > 0,
    addresses: named(addresses, (address) => address),
  };
}

const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';

/** An undocumented flag is treated as a permission. */
function fromFlags({
  ipRestrict,
  enableReading,
  ...rights
}: z.infer<typeof flagShape>['data']): KeyPermissions {
  return {
    mayRead: enableReading,
    extraPermissions: named(
      Object.keys(rights).filter((right) => rights[right] === true),
      (right) => wordFor(right, FLAGGED) ?? right,
    ),
    isIpRestricted: ipRestrict,
    addresses: [],
  };
}

/** The exchange's text is looked up among the table's own rows only: `constructor` is in every object. */
const wordFor = (text: string, table: Record<string, string>) =>
  Object.hasOwn(table, text) ? table[text] : undefined;

/** The exchange's texts, each as one short line, limited to `MAX_PERMISSIONS`. */
function named(texts: string[], word: (text: string) => string): string[] {
  const { line } = createRedaction([]);
  const lines = texts.slice(0, MAX_PERMISSIONS).map((text) => line(word(text), MAX_LENGTH.permission));
  const others = texts.length - lines.length;
  return others > 0 ? [...lines, `${others} more`] : lines;
}

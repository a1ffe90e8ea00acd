/** What an API key may do, read from either of the two shapes that the exchange documents. */
import * as z from 'zod/mini';
import { type Endpoint, faultyField } from './answer';

export type KeyPermissions = {
  mayRead: boolean;
  /** What the key may do beyond reading, in words. */
  beyondRead: string[];
  /** Whether the key works from certain addresses only. */
  isBound: boolean;
  /** Those addresses, where the exchange names them. */
  addresses: string[];
};

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
const numbered = z.object({
  permissions: z.array(z.string()),
  ipAddresses: z.optional(z.unknown()),
});

const flagged = z.object({
  data: z.looseObject({ ipRestrict: z.boolean(), enableReading: z.boolean() }),
});

export const API_PERMISSIONS: Endpoint<KeyPermissions> = {
  path: '/openApi/v1/account/apiPermissions',
  read(document) {
    const byNumber = numbered.safeParse(document);
    if (byNumber.success) return { value: fromNumbers(byNumber.data) };
    const byFlag = flagged.safeParse(document);
    return byFlag.success ? { value: fromFlags(byFlag.data.data) } : { fault: faultyField(byFlag.error) };
  },
};

function fromNumbers({ permissions, ipAddresses }: z.infer<typeof numbered>): KeyPermissions {
  const addresses = Array.isArray(ipAddresses) ? ipAddresses.filter(isText) : [];
  return {
    mayRead: permissions.includes(READ),
    beyondRead: permissions
      .filter((number) => number !== READ)
      .map((number) => NUMBERED[number] ?? `permission ${number}`),
    isBound: addresses.length > 0,
    addresses,
  };
}

const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';

/** A flag that no document names yet is a right like any other. */
function fromFlags({
  ipRestrict,
  enableReading,
  ...rights
}: z.infer<typeof flagged>['data']): KeyPermissions {
  return {
    mayRead: enableReading,
    beyondRead: Object.keys(rights)
      .filter((right) => rights[right] === true)
      .map((right) => FLAGGED[right] ?? right),
    isBound: ipRestrict,
    addresses: [],
  };
}

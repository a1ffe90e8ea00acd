/** Response bodies: only BingX's recorded payloads and documented shapes. */

/** Amounts are decimal text, as on the wire; the newest documents omit `displayName`. */
export type WireBalance = { asset: string; displayName?: string; free: string; locked: string };

export type ErrorResponse = { code: number; msg: string };

/** Error texts as quoted in public issues, or else as documented. */
export const ERRORS = {
  signatureMismatch: { code: 100001, msg: 'Signature verification failed due to signature mismatch' },
  permissionDenied: {
    code: 100004,
    msg: 'Permission denied as the API key was created without the permission， this api need Spot Trading permission…',
  },
  noSuchApi: { code: 100400, msg: 'this api is not exist' },
  wrongMethod: { code: 100404, msg: 'wrong path or method' },
  rateLimited: { code: 100410, msg: 'rate limited' },
  futuresRateLimited: { code: 109429, msg: 'too many invalid requests' },
  signatureMissing: { code: 100412, msg: 'null signature' },
  apiKeyIncorrect: { code: 100413, msg: 'Incorrect apiKey' },
  whitelist: { code: 100419, msg: 'IP does not match IP whitelist' },
  timestampMismatch: {
    code: 100421,
    msg: 'Null timestamp or timestamp mismatch, try to run our sample code…',
  },
  timestampInvalid: { code: 80014, msg: 'timestamp is invalid' },
  parameterInvalid: { code: 80014, msg: 'Invalid parameters' },
  busy: { code: 100500, msg: 'The current system is busy, please try again later' },
} as const satisfies Record<string, ErrorResponse>;

/** The long form of 100419, with the address of the request. */
export const whitelistError = (address: string): ErrorResponse => ({
  code: 100419,
  msg: `your current request IP is ${address} does not match IP whitelist , please go to https://bingx.com/en/account/api/ to verify the ip you have set`,
});

/** 100410 for an endpoint in its "disabled period"; `until` is epoch ms. */
export const disabledUntilError = (until: number): ErrorResponse => ({
  code: 100410,
  msg: `code:100410:The endpoint trigger frequency limit rule is currently in the disabled period and will be unblocked after ${until}`,
});

/** 100410 for repeating a request that keeps failing with `code`; `until` is epoch ms. */
export const repeatedErrorsError = (until: number, code = 100202): ErrorResponse => ({
  code: 100410,
  msg: `over 20 error code:${code} requests within 480000 ms for this api, please verify and fix it ,can retry after time: ${until}`,
});

/** An error envelope: no `data`, and `timestamp` is the server's clock. */
export const errorBody = (refusal: ErrorResponse, now: number) =>
  JSON.stringify({ ...refusal, timestamp: now });

export const balanceBody = (balances: readonly WireBalance[]) =>
  JSON.stringify({
    code: 0,
    msg: '',
    debugMsg: '',
    data: {
      balances: balances.map(({ asset, displayName = asset, free, locked }) => ({
        asset,
        displayName,
        free,
        locked,
      })),
    },
  });

export const serverTimeBody = (now: number) =>
  JSON.stringify({ code: 0, msg: '', data: { serverTime: now } });

/** Documents v3: no envelope. 1 spot trading, 2 read, 3 perpetual, 4 universal transfer, 5 withdraw, 7 sub-accounts. */
export type BarePermissions = {
  permissions: readonly number[];
  ipAddresses: readonly string[];
  note: string;
};

/** The document of 2026: an envelope of booleans. */
export type FlaggedPermissions = {
  ipRestrict: boolean;
  enableReading: boolean;
  enableSpotAndMarginTrading: boolean;
  enableWithdrawals: boolean;
  enableInternalTransfer: boolean;
  enableFutures: boolean;
  permitsUniversalTransfer: boolean;
  enableVanillaOptions: boolean;
  createTime: number;
};

export type Permissions = BarePermissions | FlaggedPermissions;

export const READ_ONLY: BarePermissions = { permissions: [2], ipAddresses: [], note: 'read only' };

/** Rights that reading requires: number and flag in a key's permissions, and the name in an error. */
const RIGHTS = {
  read: { number: 2, flag: 'enableReading', name: 'Read' },
  universalTransfer: { number: 4, flag: 'permitsUniversalTransfer', name: 'Universal Transfer' },
} as const;

export type Right = keyof typeof RIGHTS;

export const hasRight = (granted: Permissions, right: Right) =>
  'permissions' in granted ? granted.permissions.includes(RIGHTS[right].number) : granted[RIGHTS[right].flag];

/** 100004 as recorded, with the name of the missing right. */
export const permissionRefusal = (right: Right): ErrorResponse => ({
  ...ERRORS.permissionDenied,
  msg: ERRORS.permissionDenied.msg.replace('Spot Trading', RIGHTS[right].name),
});

export const permissionsBody = (apiKey: string, granted: Permissions) =>
  JSON.stringify('permissions' in granted ? { apiKey, ...granted } : { code: 0, msg: '', data: granted });

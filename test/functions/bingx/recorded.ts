/** Recorded BingX responses: payloads pasted into public issues, and documented shapes and codes. */

/** Verbatim. */
export const RECORDED = {
  timestampMismatch:
    '{"code":100421,"msg":"Null timestamp or timestamp mismatch, try to run our sample code…","timestamp":1730380897367}',
  whitelistWithAddress:
    '{"code":100419,"msg":"your current request IP is 36.228.12.229 does not match IP whitelist , please go to https://bingx.com/en/account/api/ to verify the ip you have set","timestamp":1767970493002}',
  whitelist:
    '{"code":100419,"msg":"IP does not match IP whitelist","success":false,"timestamp":1705274099347}',
  wrongKey: '{"code":100413,"msg":"Incorrect apiKey","timestamp":1718551786654}',
  permission:
    '{"code":100004,"msg":"Permission denied as the API key was created without the permission， this api need Spot Trading permission…"}',
  signature: '{"code":100001,"msg":"Signature verification failed due to signature mismatch"}',
  disabledUntil:
    '{"code":100410,"msg":"code:100410:The endpoint trigger frequency limit rule is currently in the disabled period and will be unblocked after 1772633973621"}',
  repeatedErrors:
    '{"code":100410,"msg":"over 20 error code:100202 requests within 480000 ms for this api, please verify and fix it ,can retry after time: 1727193970155"}',
  rateLimited: '{"code":100410,"msg":"rate limited"}',
  busy: '{"code":100500,"msg":"The current system is busy, please try again later"}',
} as const;

/** Shapes of success, from the documents. */
export const DOCUMENTED = {
  balances:
    '{"code":0,"msg":"","debugMsg":"","data":{"balances":[{"asset":"BTC","displayName":"BTC","free":"1","locked":"0"}]}}',
  serverTime: '{"code":0,"msg":"","data":{"serverTime":1675319535362}}',
  /** Fields of a key's permissions: documents v3, without an envelope … */
  barePermissions: ['apiKey', 'permissions', 'ipAddresses', 'note'],
  /** … and the document of 2026, in `data`. */
  flaggedPermissions: [
    'ipRestrict',
    'enableReading',
    'enableSpotAndMarginTrading',
    'enableWithdrawals',
    'enableInternalTransfer',
    'enableFutures',
    'permitsUniversalTransfer',
    'enableVanillaOptions',
    'createTime',
  ],
} as const;

/** Documented error codes whose message is not in any public issue, with the documented description. */
export const DOCUMENTED_REFUSALS: readonly (readonly [code: number, msg: string])[] = [
  [100412, 'null signature'],
  [80014, 'timestamp is invalid'],
  [80014, 'Invalid parameters'],
  [109429, 'too many invalid requests'],
  [100400, 'this api is not exist'],
  [100400, 'The current system is busy, please try again later'],
  [100421, 'The current system is busy, please try again later'],
  [100404, 'wrong path or method'],
  [100414, 'account abnormal'],
  [100441, 'account abnormal'],
  [80020, 'risk forbidden'],
  [109500, 'internal error'],
  [101500, 'RPC timeout'],
  [100503, 'service unavailable'],
  [80012, 'service unavailable'],
  [80001, 'request failed'],
];

/** A recorded error envelope sent at `now`: its times are shifted to match. */
export function recordedAt(now: number, payload: string, statedEnd?: number): string {
  const clocked = payload.replace(/("timestamp":)\d+/, `$1${now}`);
  return statedEnd === undefined ? clocked : clocked.replace(/(after|time:) \d+/, `$1 ${statedEnd}`);
}

/** The documents' error envelope. */
export const documentedRefusal = (code: number, msg: string, now: number) =>
  JSON.stringify({ code, msg, timestamp: now });

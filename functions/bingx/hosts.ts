/** Where BingX answers. */

export const OFFICIAL_BASE_URL = 'https://open-api.bingx.com';

/** The same exchange under other names: for a network failure only, never because an answer does not please. */
const OFFICIAL_FALLBACKS = ['https://open-api.bingx.pro', 'https://open-api.bingx.io'];

/** The hosts to turn to when `baseUrl` cannot be reached; none for any other than the official one. */
export function fallbacksOf(baseUrl: string): readonly string[] {
  return baseUrl.replace(/\/+$/, '') === OFFICIAL_BASE_URL ? OFFICIAL_FALLBACKS : [];
}

/** Where BingX answers. */

export const OFFICIAL_BASE_URL = 'https://open-api.bingx.com';

/** The same exchange under other names: for a network failure only, never because an answer does not please. */
const OFFICIAL_FALLBACKS = ['https://open-api.bingx.pro', 'https://open-api.bingx.io'];

/** The hosts to turn to when `baseUrl` cannot be reached; none for any other than the official one. */
export function fallbackBaseUrls(baseUrl: string): readonly string[] {
  return baseUrl.replace(/\/+$/, '') === OFFICIAL_BASE_URL ? OFFICIAL_FALLBACKS : [];
}

/**
 * The first of `hosts` until it cannot be reached, then the next, and round again; `onMove` gets the next one's name.
 * Throws where one is no web address.
 */
export function hostFailover(hosts: readonly string[], onFailover: (hostname: string) => void) {
  const unusable = hosts.find((host) => !/^https?:\/\//.test(host) || !URL.canParse(host));
  if (unusable !== undefined) {
    throw new Error(`BingX's address is "${unusable}"; it wants a URL with http or https`);
  }
  let turn = 0;
  const current = () => hosts[turn % hosts.length] as string;
  return {
    current,
    reset() {
      turn = 0;
    },
    next() {
      if (hosts.length === 1) return;
      turn++;
      onFailover(new URL(current()).hostname);
    },
  };
}

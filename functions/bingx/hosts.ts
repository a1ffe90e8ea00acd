/** BingX's hosts, and which one requests go to. */

export const OFFICIAL_BASE_URL = 'https://open-api.bingx.com';

/** The same exchange under other names: for network errors only, never after an answer. */
const OFFICIAL_FALLBACKS = ['https://open-api.bingx.pro', 'https://open-api.bingx.io'];

/** The hosts to use when `baseUrl` cannot be reached; none unless it is the official one. */
export function fallbackBaseUrls(baseUrl: string): readonly string[] {
  return baseUrl.replace(/\/+$/, '') === OFFICIAL_BASE_URL ? OFFICIAL_FALLBACKS : [];
}

/**
 * Starts with the first of `hosts`; `next` moves to the following one, and from the last to the first. `onFailover` gets
 * the new host's name. Throws where one is not a web address.
 */
export function hostFailover(hosts: readonly string[], onFailover: (hostname: string) => void) {
  const unusable = hosts.find((host) => !/^https?:\/\//.test(host) || !URL.canParse(host));
  if (unusable !== undefined) {
    throw new Error(`BingX's address must be a URL with http or https, got "${unusable}".`);
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

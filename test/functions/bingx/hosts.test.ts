/** Selects which of the exchange's hosts receives requests. */
import { fallbackBaseUrls, hostFailover } from '../../../functions/bingx/hosts';

describe('the official host', () => {
  it.each(['https://open-api.bingx.com', 'https://open-api.bingx.com/', 'https://open-api.bingx.com//'])(
    'has fallback hosts, also when written as %s',
    (baseUrl) => {
      expect(fallbackBaseUrls(baseUrl)).toEqual(['https://open-api.bingx.pro', 'https://open-api.bingx.io']);
    },
  );

  it.each(['https://open-api-vst.bingx.com', 'https://open-api.bingx.com/proxy', 'http://127.0.0.1:1'])(
    'is not %s, which has none',
    (baseUrl) => {
      expect(fallbackBaseUrls(baseUrl)).toEqual([]);
    },
  );
});

describe('hosts', () => {
  it('are used in rotation, each failover reported by host name, and reset to the first', () => {
    const announced: string[] = [];
    const hosts = hostFailover(['http://one:1', 'https://two/x', 'https://three'], (name) =>
      announced.push(name),
    );
    const used = [hosts.current(), hosts.current()];

    for (let i = 0; i < 4; i++) {
      hosts.next();
      used.push(hosts.current());
    }
    hosts.reset();

    expect(used).toEqual([
      'http://one:1',
      'http://one:1',
      'https://two/x',
      'https://three',
      'http://one:1',
      'https://two/x',
    ]);
    expect(announced).toEqual(['two', 'three', 'one', 'two']);
    expect(hosts.current()).toBe('http://one:1');
  });

  it('report no failover when there is only one', () => {
    const announced: string[] = [];
    const hosts = hostFailover(['https://one'], (name) => announced.push(name));

    hosts.next();

    expect([hosts.current(), ...announced]).toEqual(['https://one']);
  });

  it.each([
    'open-api.bingx.com',
    'ftp://bingx.com',
    'ftp:https://bingx.com',
    'https://',
    'https://bing x',
    '',
  ])('are rejected when one of them is "%s"', (host) => {
    expect(() => hostFailover(['https://one', host], () => undefined)).toThrow(
      `BingX's address must be a URL with http or https, got "${host}".`,
    );
  });
});

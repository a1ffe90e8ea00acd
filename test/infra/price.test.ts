/** The monthly price, computed from the template: limits, and the tables of README.md and docs/costs.md. */
import { readFileSync } from 'node:fs';
import { fleetPrice } from '../../infra/fleet-price';
import { monthlyPrice } from '../../infra/monthly-price';
import { templateWith } from './synthesis';

process.env.CDK_VALIDATION = 'false';

const fleets = [
  { accounts: 1, maximum: 4.85 },
  { accounts: 100, maximum: 8.7 },
  { accounts: 10_000, maximum: 260 },
].map((fleet) => ({ ...fleet, ...fleetPrice(fleet.accounts) }));

describe('the price of hourly accounts', () => {
  it.each(fleets)('is at most $maximum a month for $accounts', ({ price, maximum }) => {
    expect(price.total).toBeGreaterThan(0);
    expect(price.total).toBeLessThanOrEqual(maximum);
  });

  it.each(fleets)('is in docs/costs.md for $accounts, by parts', ({ accounts, stacks, price }) => {
    const { secrets, metrics, alarms, dashboards, monitor, runs, total } = price;
    const parts = [secrets, metrics, alarms, dashboards, monitor, runs].map((part) => part.toFixed(2));
    const row = [accounts.toLocaleString('en'), stacks, ...parts, `**$${total.toFixed(2)}**`].join(' | ');
    expect(readFileSync('docs/costs.md', 'utf8')).toContain(`| ${row} |`);
  });

  it.each(fleets)('is in the README for $accounts', ({ accounts, stacks, price }) => {
    const row = [accounts.toLocaleString('en'), stacks, price.total.toFixed(2)].join(' | ');
    expect(readFileSync('README.md', 'utf8')).toContain(`| ${row} |`);
  });
});

describe('the price of a stack', () => {
  const price = (context: Record<string, unknown>) => monthlyPrice(templateWith(context).toJSON());
  const one = price({});

  it('counts one alarm, metric, dashboard and secret at its list price', () => {
    expect(one.alarms).toBeCloseTo(0.7);
    expect(one).toMatchObject({ metrics: 0.6, dashboards: 3, secrets: 0.4, network: 0 });
  });

  it('has no dashboard where dashboard is false', () => {
    expect(price({ dashboard: false }).total).toBeCloseTo(one.total - 3);
  });

  it('grows with the number of runs', () => {
    const every15Minutes = price({ accounts: [{ id: 'main', schedule: 'cron(0/15 * * * ? *)' }] });
    expect(every15Minutes.runs).toBeCloseTo(4 * one.runs);
  });

  it('counts a shared secret once', () => {
    const accounts = ['a', 'b', 'c'].map((id) => ({ id, secretName: 'bingx/keys' }));
    expect(price({ accounts }).secrets).toBeCloseTo(0.4);
  });

  it('includes the NAT gateway and its address', () => {
    expect(price({ egress: 'nat' }).network).toBeCloseTo(36.5);
  });
});

/** `npm run price`: prints the monthly price of 1, 100 and 10,000 hourly accounts, or of the numbers in the arguments. */
import { fleetPrice } from './fleet-price';

process.env.CDK_VALIDATION = 'false';

const counts = process.argv.slice(2).map(Number);
if (counts.some((count) => !Number.isInteger(count) || count < 1)) {
  console.error('Arguments must be numbers of accounts, such as 1 100 10000.');
  process.exitCode = 2;
} else {
  console.table(
    (counts.length > 0 ? counts : [1, 100, 10_000]).map((accounts) => {
      const { stacks, price } = fleetPrice(accounts);
      const rounded = Object.entries(price).map(([name, value]) => [name, value.toFixed(2)]);
      return { accounts, stacks, ...Object.fromEntries(rounded) };
    }),
  );
}

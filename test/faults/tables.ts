/** All faults, by the part that fails. */
import { DELIVERY_FAULTS } from './delivery';
import { EXCHANGE_FAULTS } from './exchange';
import type { Fault } from './fault';
import { OPTIONAL_FAULTS } from './optional';
import { SECRET_FAULTS } from './secrets';
import { TABLE_FAULTS } from './table';

export const FAULTS: { area: string; file: string; faults: Fault[] }[] = [
  { area: 'the exchange', file: 'test/faults/exchange.ts', faults: EXCHANGE_FAULTS },
  { area: 'optional wallets, totals and prices', file: 'test/faults/optional.ts', faults: OPTIONAL_FAULTS },
  { area: 'the secret', file: 'test/faults/secrets.ts', faults: SECRET_FAULTS },
  { area: 'the table', file: 'test/faults/table.ts', faults: TABLE_FAULTS },
  { area: 'delivery, clocks, processes', file: 'test/faults/delivery.ts', faults: DELIVERY_FAULTS },
];

/** Responses of each endpoint, byte for byte as recorded live or documented; the fake can serve any of them. */

export const PAYLOADS = {
  spot: {
    /** Documents. */
    withDisplayName:
      '{"code":0,"msg":"","debugMsg":"","data":{"balances":[{"asset":"BTC","displayName":"BTC","free":"1","locked":"0"}]}}',
    /** Documents v3. */
    withoutDisplayName:
      '{"code":0,"msg":"","debugMsg":"","data":{"balances":[{"asset":"BTC","free":"1","locked":"0"}]}}',
    /** Live. */
    empty: '{"code":0,"msg":"","debugMsg":"","data":{"balances":[]}}',
  },
  fund: {
    /** The probable form of live responses: bare numbers with 20 decimals. */
    assetsWithNumbers:
      '{"code":0,"timestamp":1754906016631,"data":{"assets":[{"asset":"USDT","free":44.37692200000000237300,"locked":0.00000000000000000000}]}}',
    /** A live response as quoted by a client library. */
    assetsWithStrings:
      '{"code":0,"timestamp":1754906016631,"data":{"assets":[{"asset":"USDT","free":"44.37692200000000237300","locked":"0.00000000000000000000"}]}}',
    /** Documents of October 2025. */
    balancesWithStrings:
      '{"code":0,"msg":"","debugMsg":"","data":{"balances":[{"asset":"USDT","free":"566773.193402631","locked":"244.18616265388994"},{"asset":"CHEEMS","free":"294854132046232","locked":"18350553840"},{"asset":"VST","free":"0","locked":"0"}]}}',
    empty: '{"code":0,"timestamp":1754906016631,"data":{"assets":[]}}',
  },
  USDTMPerp: {
    /** Live. */
    twoCurrencies:
      '{"code":0,"msg":"","data":[{"userId":"1341158271307522053","asset":"USDT","balance":"19.9003","equity":"19.9003","unrealizedProfit":"0.0000","realisedProfit":"0","availableMargin":"19.9003","usedMargin":"0.0000","freezedMargin":"0.0000","shortUid":"25307298"},{"userId":"1341158271307522053","asset":"USDC","balance":"0.0000","equity":"0.0000","unrealizedProfit":"0.0000","realisedProfit":"0","availableMargin":"0.0000","usedMargin":"0.0000","freezedMargin":"0.0000","shortUid":"25307298"}]}',
    /** Live: USDC was never opened. */
    unopenedCurrency:
      '{"code":0,"msg":"","data":[{"userId":"123","asset":"USDT","balance":"300.0000","equity":"300.0000","unrealizedProfit":"0.0000","realisedProfit":"0","availableMargin":"300.0000","usedMargin":"0.0000","freezedMargin":"0.0000","shortUid":"123"},{"userId":"","asset":"USDC","balance":"","equity":"","unrealizedProfit":"","realisedProfit":"0","availableMargin":"","usedMargin":"","freezedMargin":"","shortUid":"123"}]}',
    /** Documents. */
    withPosition:
      '{"code":0,"msg":"","data":[{"userId":"116***295","asset":"USDT","balance":"194.8212","equity":"196.7431","unrealizedProfit":"1.9219","realisedProfit":"-109.2504","availableMargin":"193.7609","usedMargin":"1.0602","freezedMargin":"0.0000"}]}',
    /** A row without `asset`, as a client library notes. */
    withoutAsset:
      '{"code":0,"msg":"","data":[{"userId":"","balance":"","equity":"","unrealizedProfit":"","realisedProfit":"0","availableMargin":"","usedMargin":"","freezedMargin":"","shortUid":"123"}]}',
    /** The shape of version 2. */
    versionTwo:
      '{"code":0,"msg":"","data":{"balance":{"asset":"USDT","balance":"15.6128","equity":"15.6128","unrealizedProfit":"0.0000","realisedProfit":"0.0000","availableMargin":"15.6128","usedMargin":"0.0000","freezedMargin":"0.0000"}}}',
    /** The demo host. */
    simulatedCurrency:
      '{"code":0,"msg":"","data":[{"userId":"123","asset":"VST","balance":"100000.0000","equity":"100000.0000","unrealizedProfit":"0.0000","realisedProfit":"0","availableMargin":"100000.0000","usedMargin":"0.0000","freezedMargin":"0.0000","shortUid":"123"}]}',
    /** Multi-assets mode, with a debt in USDT. */
    multiAssets:
      '{"code":0,"msg":"","data":[{"userId":"123","asset":"BTC","balance":"0.0500","equity":"0.0500","unrealizedProfit":"0.0000","realisedProfit":"0","availableMargin":"0.0500","usedMargin":"0.0000","freezedMargin":"0.0000","shortUid":"123"},{"userId":"123","asset":"USDT","balance":"-12.5000","equity":"-14.7500","unrealizedProfit":"-2.2500","realisedProfit":"-12.5000","availableMargin":"-14.7500","usedMargin":"1.0602","freezedMargin":"0.0000","shortUid":"123"}]}',
    empty: '{"code":0,"msg":"","data":[]}',
    null: '{"code":0,"msg":"","data":null}',
    backendDown: '{"code":109500,"msg":"internal error"}',
  },
  coinMPerp: {
    /** Documents. */
    withLoss:
      '{"code":0,"msg":"","timestamp":1718421301887,"data":[{"asset":"BTC","balance":"0.14438227","equity":"0.14428116","unrealizedProfit":"-0.0001011","availableMargin":"0.14317271","usedMargin":"0.00110845","freezedMargin":"0","shortUid":"12345678"}]}',
    /** Live. */
    withGain:
      '{"code":0,"msg":"","timestamp":1721191833813,"data":[{"asset":"SOL","balance":"0.35707951","equity":"0.35791051","unrealizedProfit":"0.00083099","availableMargin":"0.35160653","usedMargin":"0.00630397","freezedMargin":"0","shortUid":"12851936"}]}',
    empty: '{"code":0,"msg":"","timestamp":1721191833813,"data":[]}',
    null: '{"code":0,"msg":"","timestamp":1721191833813,"data":null}',
    parameterInvalid: '{"code":109400,"msg":"Invalid parameters"}',
  },
  stdFutures: {
    /** Live: one of its rows. */
    crossMargin:
      '{"code":0,"timestamp":1721192833454,"data":[{"asset":"USDT","balance":"4.72644300000000000000","crossWalletBalance":"4.72644300000000000000","crossUnPnl":"0","availableBalance":"4.72644300000000000000","maxWithdrawAmount":"4.72644300000000000000","marginAvailable":false,"updateTime":1721192833443}]}',
    /** Documents: balance and cross balance differ. */
    isolatedMargin:
      '{"code":0,"timestamp":1666421703835,"data":[{"asset":"USDT","balance":"122607.35137903","crossWalletBalance":"23.72469206","crossUnPnl":"0.00000000","availableBalance":"23.72469206","maxWithdrawAmount":"23.72469206","marginAvailable":true,"updateTime":1617939110373}]}',
    retired: '{"code":100400,"msg":"this api is not exist"}',
  },
  allAccountBalance: {
    /** Live. */
    bareList:
      '{"code":0,"timestamp":1743354559752,"data":[{"accountType":"sopt","usdtBalance":"80.00"},{"accountType":"stdFutures","usdtBalance":"0.00000000"},{"accountType":"coinMPerp","usdtBalance":"0"},{"accountType":"USDTMPerp","usdtBalance":"0.00000000"},{"accountType":"copyTrading","usdtBalance":"0.00"},{"accountType":"grid","usdtBalance":"0"},{"accountType":"eran","usdtBalance":"0"}]}',
    /** Documents. */
    result:
      '{"code":0,"timestamp":1719494258281,"data":{"result":[{"accountType":"sopt","usdtBalance":"100"}],"pageId":1,"total":1}}',
    unknownType:
      '{"code":0,"timestamp":1743354559752,"data":[{"accountType":"sopt","usdtBalance":"0"},{"accountType":"options","usdtBalance":"12.50"}]}',
    null: '{"code":0,"timestamp":1743354559752,"data":null}',
  },
  ticker: {
    /** Documents. */
    oneRow:
      '{"code":0,"timestamp":1702720823624,"data":[{"symbol":"BTC-USDT","openPrice":42827.65,"highPrice":42893.56,"lowPrice":41648.71,"lastPrice":42215.15,"priceChange":1244.85,"priceChangePercent":"2.91%","volume":5099.21,"quoteVolume":214948771.34,"openTime":1702634423624,"closeTime":1702720823624,"askPrice":42215.55,"askQty":2.20125,"bidPrice":42214.65,"bidQty":0.8962}]}',
  },
} as const satisfies Record<string, Record<string, string>>;
